"""Facts about the bundle of sharing tables: what it lacks is an error, and no function takes its tables one by one."""

import ast
from typing import get_args

import pandas as pd
import pytest

from helpers import files, schemas
from helpers.errors import TableError
from helpers.sharing.tables import SharingTables, TableName

TABLES = SharingTables.read()
PIECES = "the pieces of one table, one at a time"
ALONE = {
    "write_book": "the sheets of a workbook, by their names",
    "_write_book": PIECES,
    "_write_csv": PIECES,
    "write_pieces": PIECES,
}
"""The functions that take any number of tables, and what these are."""


def parameters():
    """Where each function of helpers is defined, its name, and the annotations of its parameters, by name."""
    for path in sorted((files.ROOT / "helpers").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                every = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
                several = [one for one in (node.args.vararg, node.args.kwarg) if one]
                kinds = {one.arg: ast.unparse(one.annotation) if one.annotation else "" for one in every}
                kinds |= {one.arg: f"list[{ast.unparse(one.annotation)}]" for one in several if one.annotation}
                yield f"{path.relative_to(files.ROOT)}:{node.lineno}", node.name, kinds


def frames(kind):
    """How many tables a parameter can hold: 3 for a container, which can hold any number."""
    nodes = list(ast.walk(ast.parse(kind))) if kind else []
    containers = [node for node in nodes if isinstance(node, ast.Subscript) and "DataFrame" in ast.unparse(node.slice)]
    return 3 if containers else int("DataFrame" in kind)


def test_no_function_takes_more_than_two_tables():
    many = {
        f"{place} {name}"
        for place, name, kinds in parameters()
        if sum(map(frames, kinds.values())) > 2 and name not in ALONE
    }
    assert many == set()


def test_no_function_takes_two_tables_of_the_bundle_one_by_one():
    ours = set(get_args(TableName))
    apart = {place for place, _, kinds in parameters() if sum(frames(kinds[one]) > 0 for one in ours & set(kinds)) > 1}
    assert apart == set()


def test_a_function_of_sharing_that_takes_the_bundle_takes_it_first_and_calls_it_tables():
    for place, _, kinds in parameters():
        if place.startswith("helpers/sharing/") and "SharingTables" in kinds.values():
            assert next(iter(kinds.items())) == ("tables", "SharingTables"), place


@pytest.mark.parametrize("name", get_args(TableName))
def test_the_bundle_reads_each_table_as_its_contract_describes_it(name):
    pd.testing.assert_frame_equal(getattr(TABLES, name), schemas.read(name))


@pytest.mark.parametrize("name", get_args(TableName))
def test_a_table_that_was_not_given_is_an_error_that_names_it(name):
    with pytest.raises(TableError, match=f"^this step needs the table {name}, which was not given."):
        getattr(SharingTables(), name)


def test_look_ups_are_made_anew_for_a_bundle_with_another_table_and_kept_otherwise():
    assert TABLES.matched_rows is TABLES.matched_rows and len(TABLES.matched_rows) == len(TABLES.rows)
    fewer = TABLES.with_table("rows", TABLES.rows.head(3))
    assert len(fewer.matched_rows) == 3 and len(TABLES.matched_rows) > 3 and fewer.edges is TABLES.edges


def test_the_bundle_cannot_be_changed():
    with pytest.raises(AttributeError):
        TABLES.rows = TABLES.rows.head(0)
