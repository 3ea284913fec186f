"""Agency volumes: EFF and MuckRock's table of scans, hits and sharing partners of 200 agencies in 2016 and 2017, and
what may be counted from it.

The table is other people's work (CC BY 4.0, credit EFF and MuckRock): it is fetched and never committed; only figures
from it are. A cell without a number says why in words, and the words are kept: "Not Provided" is what the table prints,
which is not "refused". The trap is a zero. Most two-year figures are sums that a program made, and a program adds "Not
Provided" and "Not Provided" to 0: such a zero counts nothing. It stands beside counted zeros, and only the two years
tell them apart. (One line prints a two-year scan count, no years, and 0 hits: that zero may be a count. It is left out
with the others, and a figure shows what all of them would change.)"""

import re
from pathlib import Path
from typing import Unpack

import pandas as pd

from helpers import files, schemas
from helpers.errors import TableError, Told

DOC_ID = "eff-muckrock-2016-2017"
YEARS = ("2016", "2017")
QUANTITIES = {"scans": "Detections", "hits": "Hits"}
COLUMNS = {
    **{f"{ours}_{year}": f"{year}{theirs}" for ours, theirs in QUANTITIES.items() for year in YEARS},
    **{f"{ours}_both": f"2016To2017{theirs}" for ours, theirs in QUANTITIES.items()},
    "partners": "DirectSharing",
}
"""Our columns with numbers, and the table's."""

COUNTED, IN_PART, NO_COUNT = "counted", "in part", "zero of no count"
NOT_PROVIDED, NOT_APPLICABLE, ELSEWHERE, NOTHING = "not provided", "n/a", "see another agency", "nothing printed"
WORDS = {
    "Not Provided": NOT_PROVIDED,
    "n/a": NOT_APPLICABLE,
    "N/A": NOT_APPLICABLE,
    "": NOTHING,
    "Data Incomplete": IN_PART,
}
# What the column NVLS says. An empty cell is no "no": the table's key explains the Y alone.
POOL = {"Y": "yes", "N": "no", "Not Provided": NOT_PROVIDED, "": NOTHING}

NUMBER = re.compile(r"(?P<number>\d{1,3}(?:,\d{3})+|\d+)(?P<part>\*| \(Data Incomplete\))?")
SEE = re.compile(r"See:? (?P<agency>.+)")
TOTAL = re.compile(r"(?:grand |sub-?|all )*(?:totals?|sums?|averages?|means?|medians?|agencies)\b.*", re.IGNORECASE)


def corrections() -> pd.DataFrame:
    """What data/hand/agency_corrections.csv decides on this table."""
    decided = schemas.read("agency_corrections")
    return decided[decided["doc_id"] == DOC_ID]


def read(path: str | Path, decided: pd.DataFrame | None = None) -> pd.DataFrame:
    """One line an agency: agency, state, state_printed, pool (yes, no, or what stands there), and for partners, scans
    and hits of 2016, 2017 and `both` a whole number (missing where none is counted) and `…_says`, why. `decided`: see
    `corrections`.

    Raises TableError, naming agency and column, for a word that is not known, a sum that is not its parts', an agency
    that stands there twice, a decision that fits no line, and a line of totals that is none. A true one is left out:
    nothing counts twice."""
    raw = _without_totals(_raw(path), Path(path).name)
    table = pd.DataFrame({"agency": raw["Agency"], "state": raw["State"], "state_printed": raw["State"]})
    table["pool"] = [_pool(cell, agency) for cell, agency in zip(raw["NVLS"], raw["Agency"], strict=True)]
    for ours, theirs in COLUMNS.items():
        cells = [
            _cell(cell, agency, theirs, set(raw["Agency"]))
            for cell, agency in zip(raw[theirs], raw["Agency"], strict=True)
        ]
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
        raise _error("an agency stands there twice", found="; ".join(twice["agency"] + " " + twice["state"]))
    return table


def _raw(path: str | Path) -> pd.DataFrame:
    """The table as text, blanks and line ends around a cell taken away (one agency's name ends with a line break)."""
    raw = files.read_csv(path)
    needed = ["Agency", "State", "NVLS", *COLUMNS.values()]
    if missing := [name for name in needed if name not in raw.columns]:
        raise TableError(
            "columns are missing", document=Path(path).name, expected=", ".join(needed), found=f"no {missing}"
        )
    raw = raw[needed].apply(lambda column: column.str.strip())
    nameless = raw.index[
        (raw["Agency"] == "") | ~raw["State"].str.fullmatch("[A-Z]{2}") & ~raw["Agency"].str.fullmatch(TOTAL)
    ]
    if len(nameless):
        found = f"{raw['Agency'][nameless[0]]!r} in {raw['State'][nameless[0]]!r}"
        raise TableError(
            f"line {nameless[0] + 2} is no agency in a state",
            document=Path(path).name,
            found=found,
            do="If it is a line of totals, name it so; it must not be counted as an agency.",
        )
    return raw


def _without_totals(raw: pd.DataFrame, name: str) -> pd.DataFrame:
    """The lines of agencies. A line named as a total must be one; a line that is the sum of all others must be named
    so."""
    named = raw["Agency"].str.fullmatch(TOTAL)
    agencies = raw[~named]
    sums = {theirs: _numbers(agencies[theirs]).sum() for theirs in COLUMNS.values()}
    for _, line in raw[named].iterrows():
        for theirs in ("2016To2017Detections", "2016To2017Hits"):
            (printed,) = _numbers(line[[theirs]])
            if "total" in line["Agency"].casefold() and printed and printed != sums[theirs]:
                raise TableError(
                    "the table's own total is not the sum of its lines",
                    document=f"{name}, {theirs}",
                    expected=f"{printed:,}",
                    found=f"{sums[theirs]:,}",
                )
    scans, hits = (_numbers(agencies[f"2016To2017{theirs}"]) for theirs in QUANTITIES.values())
    like_a_sum = (scans > 0) & (2 * scans == scans.sum()) & (2 * hits == hits.sum())
    if like_a_sum.any() and len(agencies) > 2:
        raise TableError(
            "a line is the sum of all others", document=name, found=agencies.loc[like_a_sum, "Agency"].iloc[0]
        )
    return agencies.reset_index(drop=True)


def _numbers(cells: pd.Series) -> pd.Series:
    found = [NUMBER.fullmatch(cell) for cell in cells]
    return pd.Series(
        [int(match["number"].replace(",", "")) if match else 0 for match in found], index=cells.index, dtype="int64"
    )


def _pool(cell: str, agency: str) -> str:
    if cell not in POOL:
        raise _error("a word that is not known", agency, "NVLS", expected=", ".join(map(repr, POOL)), found=cell)
    return POOL[cell]


def _cell(cell: str, agency: str, column: str, agencies: set[str]) -> tuple[int | None, str]:
    """A cell's number, if it has one, and what it says of it."""
    if cell in WORDS:
        return None, WORDS[cell]
    if number := NUMBER.fullmatch(cell):
        return int(number["number"].replace(",", "")), IN_PART if number["part"] else COUNTED
    if (see := SEE.fullmatch(cell)) and see["agency"] in agencies:
        return None, ELSEWHERE
    raise _error(
        "a cell that is not known", agency, column, expected="a number, or one of the table's own words", found=cell
    )


def _check_sums(table: pd.DataFrame, quantity: str) -> None:
    """Where a year has a number, the two-year figure is what the years add up to."""
    years = table[[f"{quantity}_{year}" for year in YEARS]]
    known, added = years.notna().any(axis=1), years.sum(axis=1)
    for line in table[known & ~(table[f"{quantity}_both"] == added).fillna(False)].index:
        raise _error(
            "the two years do not add up",
            table["agency"][line],
            f"2016To2017{QUANTITIES[quantity]}",
            expected=f"{added[line]:,}",
            found=table[f"{quantity}_both"][line],
        )


def _correct(table: pd.DataFrame, decided: pd.DataFrame) -> None:
    """Put in what was decided on a state. A decision that is not settled changes nothing, and must fit its line all the
    same."""
    for decision in decided.itertuples():
        line = (table["agency"] == decision.agency) & (table["state_printed"] == decision.printed)
        if line.sum() != 1 or decision.field != "state":
            raise TableError(
                "a decision fits no line",
                document="data/hand/agency_corrections.csv",
                expected=f"one {decision.agency}, {decision.field} {decision.printed}",
                found=f"{line.sum()} lines",
            )
        if (decision.decision == "corrected") == (decision.chosen in ("", decision.printed)):
            raise TableError(
                "a decision says one thing and does another",
                document="data/hand/agency_corrections.csv",
                found=decision.agency,
            )
        if decision.decision == "corrected":
            table.loc[line, "state"] = decision.chosen


def _error(what: str, agency: str = "", column: str = "", **more: Unpack[Told]) -> TableError:
    return TableError(what, document=", ".join(part for part in (DOC_ID, agency, column) if part), **more)


# --- what may be counted ----------------------------------------------------------------------------------------------


def with_both(table: pd.DataFrame) -> pd.DataFrame:
    """The agencies whose hits may be divided by their scans: a two-year scan count over zero, and a two-year hit
    count."""
    return table[(table["scans_both"] > 0).fillna(False) & table["hits_both"].notna()]


def same_years(table: pd.DataFrame) -> pd.Series:
    """Whether an agency's scans and hits are of the same years: a few print hits in a year without scans, or the other
    way."""
    same = [table[f"scans_{year}"].notna() == table[f"hits_{year}"].notna() for year in YEARS]
    return same[0] & same[1]


def figures(table: pd.DataFrame) -> pd.DataFrame:
    """Everything that the collection says from the table, in the form of `eff_figures`: figure, value, unit, agencies
    (over how many), which (the agency that a figure is of), how."""
    both, partners = with_both(table), table[table["partners_says"] == COUNTED]
    most = partners[partners["partners"] == partners["partners"].max()]
    like = both[same_years(both)]
    zeros = pd.concat([both, table[(table["scans_both"] > 0).fillna(False) & (table["hits_both_says"] == NO_COUNT)]])
    scans, hits = (table[table[f"{quantity}_both"].notna()] for quantity in QUANTITIES)
    rates = 1000 * both["hits_both"].astype(float) / both["scans_both"].astype(float)
    spread = rates.quantile([0.25, 0.5, 0.75]).tolist()
    both_how = "agencies with a two-year scan count over zero and a two-year hit count; a zero made of no count is none"
    lines = [
        ("agencies", len(table), "agencies", len(table), "lines of the table, each an agency"),
        (
            "states",
            table.loc[table["state"] != "US", "state"].nunique(),
            "states",
            len(table),
            "states of the agencies, corrected where data/hand/agency_corrections.csv says so; US is none",
        ),
        ("in_pool", (table["pool"] == "yes").sum(), "agencies", len(table), "agencies with Y in the column NVLS"),
        (
            "pool_not_told",
            table["pool"].isin([NOTHING, NOT_PROVIDED]).sum(),
            "agencies",
            len(table),
            "agencies whose cell in the column NVLS is empty or prints Not Provided",
        ),
        ("partners_sum", partners["partners"].sum(), "partners", len(partners), "sum of the counts of direct sharing"),
        (
            "partners_mean",
            partners["partners"].mean(),
            "partners",
            len(partners),
            "mean count of direct sharing, zeros included; counts marked Data Incomplete are left out",
        ),
        ("partners_median", partners["partners"].median(), "partners", len(partners), "median of the same counts"),
        ("partners_most", partners["partners"].max(), "partners", len(partners), "the largest of the same counts"),
        (
            "scans",
            scans["scans_both"].sum(),
            "scans",
            len(scans),
            "sum of the two-year scan counts, those marked incomplete with an asterisk included",
        ),
        (
            "scans_in_part",
            (scans["scans_both_says"] == IN_PART).sum(),
            "agencies",
            len(scans),
            "agencies among these whose two-year scan count is marked incomplete",
        ),
        (
            "scans_not_provided",
            (table["scans_both_says"] == NOT_PROVIDED).sum(),
            "agencies",
            len(table),
            "agencies whose two-year scan count prints Not Provided",
        ),
        (
            "scans_zero_of_no_count",
            (table["scans_both_says"] == NO_COUNT).sum(),
            "agencies",
            len(table),
            "agencies whose two-year scan count is a zero, with no number in either year",
        ),
        (
            "hits",
            hits["hits_both"].sum(),
            "hits",
            len(hits),
            "sum of the two-year hit counts, incomplete ones included",
        ),
        (
            "hits_zero_of_no_count",
            (table["hits_both_says"] == NO_COUNT).sum(),
            "agencies",
            len(table),
            "agencies whose two-year hit count is a zero, with no number in either year",
        ),
        (
            "hits_zero_counted",
            (table["hits_both"] == 0).sum(),
            "agencies",
            len(table),
            "agencies whose two-year hit count is a zero, with a zero in one of the years at least",
        ),
        ("agencies_with_both", len(both), "agencies", len(both), both_how),
        ("scans_with_both", both["scans_both"].sum(), "scans", len(both), f"two-year scans of the {both_how}"),
        ("hits_with_both", both["hits_both"].sum(), "hits", len(both), f"two-year hits of the {both_how}"),
        ("hit_rate", _percent(both), "%", len(both), f"two-year hits in the scans of the {both_how}"),
        (
            "hit_rate_same_years",
            _percent(like),
            "%",
            len(like),
            "the same without agencies that print a number of hits in a year without one of scans, or the other way round",
        ),
        (
            "hit_rate_hits_beside",
            _percent(both, beside=True),
            "%",
            len(both),
            "the same, if the scan counts leave the hits out, as a Hit Ratio Report's own line does",
        ),
        (
            "hit_rate_zeros_counted",
            _percent(zeros),
            "%",
            len(zeros),
            "wrong: zeros made of no count are taken for counts of hits",
        ),
        (
            "hit_rate_unlike_sums",
            _share(hits["hits_both"].sum(), scans["scans_both"].sum()),
            "%",
            pd.NA,
            "wrong: all hits by all scans, which are sums over different agencies",
        ),
        *(
            (
                f"per_thousand_{name.replace(' ', '_')}",
                value,
                "hits in a thousand scans",
                len(both),
                f"{name} of the agencies' own rates, each agency counting once",
            )
            for name, value in zip(("lower quartile", "median", "upper quartile"), spread, strict=True)
        ),
    ]
    told = pd.DataFrame(lines, columns=["figure", "value", "unit", "agencies", "how"]).assign(which="")
    told.loc[told["figure"] == "partners_most", "which"] = "; ".join(most["agency"] + " (" + most["state"] + ")")
    return _rounded(told)


def of_one(table: pd.DataFrame, agency: str, state: str, prefix: str) -> pd.DataFrame:
    """One agency's own line, in the form of `eff_figures`: partners, scans, hits and hits in a thousand scans of each
    year.

    Raises TableError when the table does not have it once, or a number of it is missing.
    """
    line = table[(table["agency"] == agency) & (table["state"] == state)]
    if len(line) != 1:
        raise _error("the table does not have the agency once", agency, expected=1, found=len(line))
    line = line.iloc[0]
    told = [("partners", line["partners"], "partners", "its count of direct sharing")]
    for year in YEARS:
        scans, hits = line[f"scans_{year}"], line[f"hits_{year}"]
        if pd.isna(scans) or pd.isna(hits) or not scans:
            raise _error("no hit rate can be had", agency, year, expected="scans and hits", found=f"{scans} and {hits}")
        told += [
            (f"scans_{year}", scans, "scans", f"its scans of {year}"),
            (f"hits_{year}", hits, "hits", f"its hits of {year}"),
            (
                f"per_thousand_{year}",
                1000 * hits / scans,
                "hits in a thousand scans",
                f"its hits by its scans of {year}",
            ),
        ]
    lines = [(f"{prefix}_{name}", value, unit, 1, how) for name, value, unit, how in told]
    frame = pd.DataFrame(lines, columns=["figure", "value", "unit", "agencies", "how"])
    return _rounded(frame.assign(which=f"{agency} ({state})"))


def words(path: str | Path) -> pd.DataFrame:
    """What stands in each column (table `eff_words`): words as printed, or "a number", how they are taken, in how many
    cells."""
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
        zero = number["number"] == "0"
        return ("zero" if zero else "a number") + (number["part"] or "")
    return cell or "(nothing)"


def _percent(table: pd.DataFrame, *, beside: bool = False) -> float:
    hits, scans = table["hits_both"].sum(), table["scans_both"].sum()
    return _share(hits, scans + hits if beside else scans)


def _share(hits: int, scans: int) -> float:
    return 100 * float(hits) / float(scans) if scans else float("nan")


def _rounded(told: pd.DataFrame) -> pd.DataFrame:
    """Values to four places, agencies as whole numbers."""
    values = [round(float(value), 4) for value in told["value"]]
    return told.assign(value=pd.array(values, dtype="Float64"), agencies=told["agencies"].astype("Int64"))
