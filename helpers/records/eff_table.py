"""EFF table: EFF and MuckRock's table of scans, hits and sharing partners of 200 agencies in 2016 and 2017, and what
may be counted from it.

The table is other people's work (CC BY 4.0, credit EFF and MuckRock): it is fetched and never committed; only figures
from it are. A cell without a number says why in words, and the words are kept: "Not Provided" is what the table prints,
which is not "refused". The trap is a zero. Most two-year figures are sums that a program made, and a program adds "Not
Provided" and "Not Provided" to 0: such a zero counts nothing. Only the two years tell it from a counted zero. (One line
prints a two-year scan count, no years, and 0 hits: that zero may be a count. It is left out with the others, and a
figure shows what all of them would change.)"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from helpers import files, schemas
from helpers.errors import TableError

DOC_ID = "eff-muckrock-2016-2017"
CORRECTIONS = "data/hand/agency_corrections.csv"
YEARS = ("2016", "2017")
QUANTITIES = {"scans": "Detections", "hits": "Hits"}
# Our columns with numbers, and the table's.
COLUMNS = {
    **{f"{ours}_{year}": f"{year}{theirs}" for ours, theirs in QUANTITIES.items() for year in YEARS},
    **{f"{ours}_both": f"2016To2017{theirs}" for ours, theirs in QUANTITIES.items()},
    "partners": "DirectSharing",
}
COUNTED, IN_PART, NO_COUNT = "counted", "in part", "zero of no count"
NOT_PROVIDED, NOT_APPLICABLE, ELSEWHERE, NOTHING = "not provided", "n/a", "see another agency", "nothing printed"
WORDS = {"Not Provided": NOT_PROVIDED, "n/a": NOT_APPLICABLE, "N/A": NOT_APPLICABLE, "": NOTHING}
WORDS["Data Incomplete"] = IN_PART
# What the column NVLS says. An empty cell is not a "no": the table's key explains only the Y.
POOL = {"Y": "yes", "N": "no", "Not Provided": NOT_PROVIDED, "": NOTHING}

NUMBER = re.compile(r"(?P<number>\d{1,3}(?:,\d{3})+|\d+)(?P<part>\*| \(Data Incomplete\))?")
SEE = re.compile(r"See:? (?P<agency>.+)")
TOTAL = re.compile(r"(?:grand |sub-?|all )*(?:totals?|sums?|averages?|means?|medians?|agencies)\b.*", re.IGNORECASE)


def corrections() -> pd.DataFrame:
    """What data/hand/agency_corrections.csv decides about this table."""
    decided = schemas.read("agency_corrections")
    return decided[decided["doc_id"] == DOC_ID]


def read(path: str | Path, decided: pd.DataFrame | None = None) -> pd.DataFrame:
    """One line per agency: agency, state, state_printed, pool (yes, no, or what is printed), and for partners, scans
    and hits of 2016, 2017 and `both` a whole number (missing where none is counted) and `…_says`, why. `decided`: see
    `corrections`.

    Raises TableError, naming agency and column, for an unknown word, a sum that is not that of its parts, an agency
    listed twice, a decision that matches no line, and a false line of totals. A true one is left out: nothing counts
    twice."""
    raw = _without_totals(_raw(path), Path(path).name)
    table = pd.DataFrame({"agency": raw["Agency"], "state": raw["State"], "state_printed": raw["State"]})
    table["pool"] = [_pool(cell, agency) for cell, agency in zip(raw["NVLS"], raw["Agency"], strict=True)]
    agencies = set(raw["Agency"])
    for ours, theirs in COLUMNS.items():
        cells = [_cell(cell, agency, theirs, agencies) for cell, agency in zip(raw[theirs], raw["Agency"], strict=True)]
        table[ours] = pd.array([number for number, _ in cells], dtype="Int64")
        table[f"{ours}_says"] = [says for _, says in cells]
    for quantity in QUANTITIES:
        _check_sums(table, quantity)
        no_year = table[[f"{quantity}_{year}" for year in YEARS]].isna().all(axis=1)
        empty = no_year & (table[f"{quantity}_both"] == 0).fillna(False)
        table.loc[empty, f"{quantity}_both_says"] = NO_COUNT
        table.loc[empty, f"{quantity}_both"] = pd.NA
    _correct(table, corrections() if decided is None else decided)
    twice = table[table.assign(agency=table["agency"].str.casefold()).duplicated(["agency", "state"], keep=False)]
    if len(twice):
        raise _error("an agency is listed twice", found="; ".join(twice["agency"] + " " + twice["state"]))
    return table


def _raw(path: str | Path) -> pd.DataFrame:
    """The table as text, without blanks and line ends around a cell (one agency's name ends with a line break)."""
    raw, name = files.read_list(path), Path(path).name
    needed = ["Agency", "State", "NVLS", *COLUMNS.values()]
    if missing := [column for column in needed if column not in raw.columns]:
        raise TableError("columns are missing", document=name, expected=", ".join(needed), found=f"no {missing}")
    raw = raw[needed].apply(lambda column: column.str.strip())
    stateless = ~raw["State"].str.fullmatch("[A-Z]{2}") & ~raw["Agency"].str.fullmatch(TOTAL)
    for line in raw.index[(raw["Agency"] == "") | stateless]:
        what, actual = (
            f"line {line} is not an agency in a state",
            f"{raw['Agency'][line]!r} in {raw['State'][line]!r}",
        )
        do = "If it is a line of totals, name it so; it must not be counted as an agency."
        raise TableError(what, document=name, found=actual, do=do)
    return raw.reset_index(drop=True)


def _without_totals(raw: pd.DataFrame, name: str) -> pd.DataFrame:
    """The lines of agencies. Raises TableError for a line named as a total that is none, and for a line that is the sum
    of all others and not named so."""
    named = raw["Agency"].str.fullmatch(TOTAL)
    agencies = raw[~named]
    columns = [f"2016To2017{theirs}" for theirs in QUANTITIES.values()]
    for _, line in raw[named & raw["Agency"].str.casefold().str.contains("total")].iterrows():
        for column in columns:
            (printed,), added = _numbers(line[[column]]), _numbers(agencies[column]).sum()
            if printed and printed != added:
                what, where = "the table's own total is not the sum of its lines", f"{name}, {column}"
                raise TableError(what, document=where, expected=f"{printed:,}", found=f"{added:,}")
    scans, hits = (_numbers(agencies[column]) for column in columns)
    like_a_sum = (scans > 0) & (2 * scans == scans.sum()) & (2 * hits == hits.sum())
    if like_a_sum.any() and len(agencies) > 2:
        actual = agencies.loc[like_a_sum, "Agency"].iloc[0]
        raise TableError("a line is the sum of all others", document=name, found=actual)
    return agencies.reset_index(drop=True)


def _numbers(cells: pd.Series) -> pd.Series:
    matches = [NUMBER.fullmatch(cell) for cell in cells]
    return pd.Series([_whole(match) if match else 0 for match in matches], index=cells.index, dtype="int64")


def _whole(number: re.Match[str]) -> int:
    return int(number["number"].replace(",", ""))


def _pool(cell: str, agency: str) -> str:
    if cell not in POOL:
        raise _error("an unknown word", agency, "NVLS", expected=", ".join(map(repr, POOL)), found=cell)
    return POOL[cell]


def _cell(cell: str, agency: str, column: str, agencies: set[str]) -> tuple[int | None, str]:
    """A cell's number, if it has one, and what it says of it."""
    if cell in WORDS:
        return None, WORDS[cell]
    if number := NUMBER.fullmatch(cell):
        return _whole(number), IN_PART if number["part"] else COUNTED
    if (see := SEE.fullmatch(cell)) and see["agency"] in agencies:
        return None, ELSEWHERE
    expected = "a number, or one of the table's own words"
    raise _error("a cell cannot be understood", agency, column, expected=expected, found=cell)


def _check_sums(table: pd.DataFrame, quantity: str) -> None:
    """Raises TableError where a year has a number and the two-year figure is not the sum of the years."""
    years, both = table[[f"{quantity}_{year}" for year in YEARS]], table[f"{quantity}_both"]
    printed, added = years.notna().any(axis=1), years.sum(axis=1)
    for line in table[printed & ~(both == added).fillna(False)].index:
        where = (table["agency"][line], f"2016To2017{QUANTITIES[quantity]}")
        raise _error("the two years do not add up", *where, expected=f"{added[line]:,}", found=both[line])


def _correct(table: pd.DataFrame, decided: pd.DataFrame) -> None:
    """Apply the decisions about a state. One that leaves the state open changes nothing, and must match its line all
    the same. Raises TableError for a decision that does not."""
    for decision in decided.itertuples():
        line = (table["agency"] == decision.agency) & (table["state_printed"] == decision.printed)
        if line.sum() != 1 or decision.field != "state":
            expected = f"one {decision.agency}, {decision.field} {decision.printed}"
            actual = f"{line.sum()} lines"
            raise TableError("a decision matches no line", document=CORRECTIONS, expected=expected, found=actual)
        if (decision.decision == "corrected") == (decision.chosen in ("", decision.printed)):
            what = "a decision says one thing and does another"
            raise TableError(what, document=CORRECTIONS, found=decision.agency)
        if decision.decision == "corrected":
            table.loc[line, "state"] = decision.chosen


def _error(what: str, agency: str = "", column: str = "", expected: object = "", found: object = "") -> TableError:
    document = ", ".join(part for part in (DOC_ID, agency, column) if part)
    return TableError(what, document=document, expected=expected, found=found)


def with_both(table: pd.DataFrame) -> pd.DataFrame:
    """The agencies with a two-year scan count over zero and a two-year hit count: a rate of others means nothing."""
    return table[(table["scans_both"] > 0).fillna(False) & table["hits_both"].notna()]


def same_years(table: pd.DataFrame) -> pd.Series:
    """Whether an agency's scans and hits are of the same years: a few print only one of them for a year."""
    same = [table[f"scans_{year}"].notna() == table[f"hits_{year}"].notna() for year in YEARS]
    return same[0] & same[1]


BOTH = "agencies with a two-year scan count over zero and a two-year hit count; a zero made of no count is none"
RATE = "hits in a thousand scans"
OWN_RATES = "of the agencies' own rates, each agency counting once"
FIGURES = f"""
agencies|agencies|lines of the table, each an agency
states|states|states of the agencies, corrected where {CORRECTIONS} says so; US is none
in_pool|agencies|agencies with Y in the column NVLS
pool_not_told|agencies|agencies whose cell in the column NVLS is empty or prints Not Provided
partners_sum|partners|sum of the counts of direct sharing
partners_mean|partners|mean count of direct sharing, zeros included; counts marked Data Incomplete are left out
partners_median|partners|median of the same counts
partners_most|partners|the largest of the same counts
scans|scans|sum of the two-year scan counts, those marked incomplete with an asterisk included
scans_in_part|agencies|agencies among these whose two-year scan count is marked incomplete
scans_not_provided|agencies|agencies whose two-year scan count prints Not Provided
scans_zero_of_no_count|agencies|agencies whose two-year scan count is a zero, with no number in either year
hits|hits|sum of the two-year hit counts, incomplete ones included
hits_zero_of_no_count|agencies|agencies whose two-year hit count is a zero, with no number in either year
hits_zero_counted|agencies|agencies whose two-year hit count is a zero, with a zero in one of the years at least
agencies_with_both|agencies|{BOTH}
scans_with_both|scans|two-year scans of the {BOTH}
hits_with_both|hits|two-year hits of the {BOTH}
hit_rate|%|two-year hits in the scans of the {BOTH}
hit_rate_same_years|%|the same without agencies that print a number of hits in a year without one of scans, or the \
other way round
hit_rate_hits_beside|%|the same, if the scan counts leave the hits out, as a Hit Ratio Report's own line does
hit_rate_zeros_counted|%|wrong: zeros made of no count are taken for counts of hits
hit_rate_unlike_sums|%|wrong: all hits by all scans, which are sums over different agencies
per_thousand_lower_quartile|{RATE}|lower quartile {OWN_RATES}
per_thousand_median|{RATE}|median {OWN_RATES}
per_thousand_upper_quartile|{RATE}|upper quartile {OWN_RATES}
"""
"""Every figure that the collection takes from the table: figure, unit, how."""


def figures(table: pd.DataFrame) -> pd.DataFrame:
    """The FIGURES in the form of `eff_figures`: figure, value, unit, agencies (over how many), which (the agency that a
    figure is of), how."""
    both, partners = with_both(table), table[table["partners_says"] == COUNTED]
    like = both[same_years(both)]
    zeros = pd.concat([both, table[(table["scans_both"] > 0).fillna(False) & (table["hits_both_says"] == NO_COUNT)]])
    scans, hits = (table[table[f"{quantity}_both"].notna()] for quantity in QUANTITIES)
    rates = 1000 * both["hits_both"].astype(float) / both["scans_both"].astype(float)
    counts, everyone, n_both = partners["partners"], len(table), len(both)
    values = [  # and over how many agencies, in the order of FIGURES
        (everyone, everyone),
        (table.loc[table["state"] != "US", "state"].nunique(), everyone),
        ((table["pool"] == "yes").sum(), everyone),
        (table["pool"].isin([NOTHING, NOT_PROVIDED]).sum(), everyone),
        *((value, len(counts)) for value in (counts.sum(), counts.mean(), counts.median(), counts.max())),
        (scans["scans_both"].sum(), len(scans)),
        ((scans["scans_both_says"] == IN_PART).sum(), len(scans)),
        ((table["scans_both_says"] == NOT_PROVIDED).sum(), everyone),
        ((table["scans_both_says"] == NO_COUNT).sum(), everyone),
        (hits["hits_both"].sum(), len(hits)),
        ((table["hits_both_says"] == NO_COUNT).sum(), everyone),
        ((table["hits_both"] == 0).sum(), everyone),
        *((value, n_both) for value in (n_both, both["scans_both"].sum(), both["hits_both"].sum(), _percent(both))),
        (_percent(like), len(like)),
        (_percent(both, beside=True), n_both),
        (_percent(zeros), len(zeros)),
        (_share(hits["hits_both"].sum(), scans["scans_both"].sum()), pd.NA),
        *((value, n_both) for value in rates.quantile([0.25, 0.5, 0.75])),
    ]
    texts = [line.split("|") for line in FIGURES.strip().splitlines()]
    lines = [(name, *value, unit, how) for (name, unit, how), value in zip(texts, values, strict=True)]
    most = partners[counts == counts.max()]
    which = {"partners_most": "; ".join(most["agency"] + " (" + most["state"] + ")")}
    return _figures(lines).assign(which=lambda figures: figures["figure"].map(which).fillna(""))


def of_one(table: pd.DataFrame, agency: str, state: str, prefix: str) -> pd.DataFrame:
    """One agency's own line, in the form of `eff_figures`: partners, scans, hits and hits in a thousand scans of each
    year.

    Raises TableError when the table does not have it once, or lacks one of its numbers.
    """
    line = table[(table["agency"] == agency) & (table["state"] == state)]
    if len(line) != 1:
        raise _error("the table does not have the agency once", agency, expected=1, found=len(line))
    line = line.iloc[0]
    lines = [(f"{prefix}_partners", line["partners"], 1, "partners", "its count of direct sharing")]
    for year in YEARS:
        scans, hits = line[f"scans_{year}"], line[f"hits_{year}"]
        if pd.isna(scans) or pd.isna(hits) or not scans:
            actual = f"{scans} and {hits}"
            raise _error("a hit rate cannot be computed", agency, year, expected="scans and hits", found=actual)
        lines += [
            (f"{prefix}_scans_{year}", scans, 1, "scans", f"its scans of {year}"),
            (f"{prefix}_hits_{year}", hits, 1, "hits", f"its hits of {year}"),
            (f"{prefix}_per_thousand_{year}", 1000 * hits / scans, 1, RATE, f"its hits by its scans of {year}"),
        ]
    return _figures(lines).assign(which=f"{agency} ({state})")


def _figures(lines: Iterable[tuple[Any, ...]]) -> pd.DataFrame:
    """Lines of figure, value, agencies, unit and how as a table: values to four places, agencies as whole numbers."""
    table = pd.DataFrame(lines, columns=["figure", "value", "agencies", "unit", "how"])
    values = [round(float(value), 4) for value in table["value"]]
    table = table.assign(value=pd.array(values, dtype="Float64"), agencies=table["agencies"].astype("Int64"))
    return table[["figure", "value", "unit", "agencies", "how"]]


def words(path: str | Path) -> pd.DataFrame:
    """What is printed in each column (table `eff_words`): words as printed, or "a number", how they are taken, in how
    many cells."""
    table, raw = read(path), _without_totals(_raw(path), Path(path).name)
    parts = []
    for ours, theirs in {"pool": "NVLS", **COLUMNS}.items():
        says = table["pool" if ours == "pool" else f"{ours}_says"]
        printed = [_shape(cell) for cell in raw[theirs]]
        parts.append(pd.DataFrame({"column": theirs, "printed": printed, "taken_as": says}))
    counted = pd.concat(parts).groupby(["column", "printed", "taken_as"], as_index=False).size()
    return counted.rename(columns={"size": "cells"})


def _shape(cell: str) -> str:
    if number := NUMBER.fullmatch(cell):
        return ("zero" if number["number"] == "0" else "a number") + (number["part"] or "")
    return cell or "(nothing)"


def _percent(table: pd.DataFrame, *, beside: bool = False) -> float:
    hits, scans = table["hits_both"].sum(), table["scans_both"].sum()
    return _share(hits, scans + hits if beside else scans)


def _share(hits: int, scans: int) -> float:
    return 100 * float(hits) / float(scans) if scans else float("nan")
