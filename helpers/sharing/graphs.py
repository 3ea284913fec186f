"""Graphs: direct permissions of one kind as a sparse matrix, a row for the agency whose data it is, a column for the
agency that may see it.

Two steps are never chained here: no power or product of such a matrix is taken, and no path is followed. No record
shows that a recipient may pass another agency's data on, so a path of two edges would be a permission that nobody is
shown to have. What is computed looks at one edge, or at the edge that runs back. What changed between two days is in
`changes`."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from helpers.errors import TableError

Counts = npt.NDArray[np.integer]


@dataclass(frozen=True)
class Graph:
    """Permissions of one kind among n agencies: `matrix` is n by n, boolean, CSR, each permission once. `itself` counts
    the lines that were left out because they run from an agency to another account of its own."""

    agencies: pd.Index
    matrix: sparse.csr_array
    itself: int

    def pairs(self) -> pd.DataFrame:
        """Every permission: sender_id and recipient_id, in the order of `agencies`."""
        matrix = self.matrix.tocoo()
        return pd.DataFrame({"sender_id": self.agencies[matrix.row], "recipient_id": self.agencies[matrix.col]})


def build(senders: pd.Series, recipients: pd.Series, agencies: Iterable[str] | None = None) -> Graph:
    """A graph from two columns of equal length, an edge a line: ids as text, ids as categories, or, with `agencies`,
    positions in that list from 0. The same edge in several lines is one.

    `agencies` is the list of ids that the graph is over; without it, all that occur, sorted. Raises TableError for
    columns of unequal length, a list that names an agency twice, an empty cell, and an id or a position that the list
    does not have."""
    if len(senders) != len(recipients):
        counts = f"{len(senders)} senders, {len(recipients)} recipients"
        raise TableError("the two ends of the arrows differ in number", found=counts)
    columns = [pd.Series(column, copy=False).reset_index(drop=True) for column in (senders, recipients)]
    if agencies is None:
        agencies = sorted(set().union(*(column.dropna().unique() for column in columns)))
    listed = pd.Index(agencies)
    if listed.has_duplicates:
        raise TableError("the list names an agency twice", found=listed[listed.duplicated()][0])
    start, end = (_positions(column, listed) for column in columns)
    other = start != end
    start, end = start[other], end[other]
    size = (len(listed), len(listed))
    matrix = sparse.coo_array((np.ones(len(start), dtype=bool), (start, end)), shape=size).tocsr()
    return Graph(listed, matrix, int(len(other) - len(start)))


def _positions(column: pd.Series, listed: pd.Index) -> Counts:
    """The position in the list of each cell of a column. Categories are looked up once each and not once a line."""
    if column.isna().any():
        line = int(column.isna().to_numpy().argmax())
        raise TableError("an arrow lacks an end", found=f"an empty cell in line {line}, from 0")
    positions: Counts
    if isinstance(column.dtype, pd.CategoricalDtype):
        positions = listed.get_indexer(column.cat.categories).astype(np.int32)[column.cat.codes]
    elif pd.api.types.is_integer_dtype(column.dtype) and not pd.api.types.is_integer_dtype(listed.dtype):
        positions = column.to_numpy()
        positions = np.where((positions >= 0) & (positions < len(listed)), positions, -1)
    else:
        positions = listed.get_indexer(column)
    if (lost := positions < 0).any():
        raise TableError("an arrow's end is not in the list of agencies", found=column.iloc[int(lost.argmax())])
    return positions


def degrees(graph: Graph) -> pd.DataFrame:
    """By agency: `out`, how many others may see its data, and `in`, the data of how many it may see."""
    return pd.DataFrame({"out": _out(graph.matrix), "in": _in(graph.matrix)}, index=graph.agencies)


def reciprocity(graph: Graph) -> pd.DataFrame:
    """By agency, with how many others the permission runs: `both` ways, `only_out` (the other may see its data, and not
    the other way round), `only_in`. An edge that no report lists is counted as none, which is right only for agencies
    whose own report is held."""
    both, ways = _out(_mutual(graph.matrix)), degrees(graph)
    columns = {"both": both, "only_out": ways["out"] - both, "only_in": ways["in"] - both}
    return pd.DataFrame(columns, index=graph.agencies)


def overall_reciprocity(graph: Graph) -> float:
    """The share of the permissions that run back as well. Raises TableError where there are none."""
    if not graph.matrix.nnz:
        expected = "at least one arrow between two agencies"
        raise TableError("a graph without permissions has no reciprocity", expected=expected)
    return float(_mutual(graph.matrix).nnz / graph.matrix.nnz)


def _mutual(matrix: sparse.csr_array) -> sparse.csr_array:
    return matrix.multiply(matrix.T.tocsr()).tocsr()


def _out(matrix: sparse.csr_array) -> Counts:
    counts: Counts = np.diff(matrix.indptr)
    return counts


def _in(matrix: sparse.csr_array) -> Counts:
    counts: Counts = np.bincount(matrix.indices, minlength=matrix.shape[1])
    return counts
