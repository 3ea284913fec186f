"""Replies: which agencies named sources put on the ICE list, what each answered, and where else our records list them.

Nobody here has seen the list. A source's word that an agency is listed is one thing; an entry in a report that we hold
is another; what was sent is a third, and no record here shows it. An answer speaks only to what it answers, on its day,
and a record that is not an answer is never counted as one. We contacted no agency: "none found" means that we found no
published answer in the sources read."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from helpers import schemas
from helpers.errors import TableError
from helpers.sharing import agencies, unresolved
from helpers.sharing.network import Bounds
from helpers.sharing.tables import SharingTables

POINTS = ("listing", "sending", "agreement", "purpose")
"""What an answer can be about (column `about` of the table `replies`)."""

RELEASED = "2019-03"
"""The month in which the list became known."""

LEAVES_OPEN = ("reviewing", "did not know")
"""What an answer can be (column `answer`) and still leave open what it is about."""

NOT_AN_ANSWER = "other record, not an answer"
"""What the column `answer` of the table `replies` says of a record that answers nothing."""

GROUPS = ("answered", "other record", "none found")
"""Whether a published answer of an agency was found, or only another record, or nothing."""

WHOLE, STATES = "all", "states"
"""What a line of the table `list_counts` counts if it is not the agencies of one state."""


@dataclass(frozen=True, eq=False)
class ReplyTables:
    """The sharing tables, and three of data/hand: `ice_list`, `replies` and, as `decisions`, `names`."""

    sharing: SharingTables
    ice_list: pd.DataFrame
    replies: pd.DataFrame
    decisions: pd.DataFrame


def tables(derived: Path | None = None) -> ReplyTables:
    """The tables that this module reads; `derived` is the folder of the derived ones."""
    sharing = SharingTables.read(derived, "rows", "reports", "spellings", "agencies")
    return ReplyTables(sharing, *(schemas.read(name) for name in ("ice_list", "replies", "names")))


# --- which record is an answer ----------------------------------------------------------------------------------------


def of(agency: str, state: str, replies: pd.DataFrame) -> pd.DataFrame:
    """The lines of the table `replies` on one agency, by date: a month or year after its days, no date at the end."""
    said = replies[(replies["agency"] == agency) & (replies["state"] == state)]
    return said.sort_values(
        "date", key=lambda dates: dates.fillna("").replace("", "9999").str.ljust(10, "~"), kind="stable"
    )


def given(said: pd.DataFrame) -> pd.DataFrame:
    """Those lines of `replies` that are answers."""
    return said[said["answer"] != NOT_AN_ANSWER]


def group(said: pd.DataFrame) -> str:
    """The one of GROUPS to which an agency belongs; `said` is all that `replies` has on it."""
    return GROUPS[0] if len(given(said)) else GROUPS[1] if len(said) else GROUPS[2]


def _of_the_year(said: pd.DataFrame) -> pd.DataFrame:
    """Answers by the end of the year of the release: a later one speaks of another time."""
    answers = given(said)
    return answers[answers["date"].fillna("9999").str[:4] <= RELEASED[:4]]


# --- in the reports that we hold --------------------------------------------------------------------------------------

ENTRY = ["agency_id", "doc_id", "as_of", "reporter", "section", "printed_page", "agency_printed", "hot_list_printed"]
ENTRY += ["inactive", "settled", "row_id"]


def entries(tables: ReplyTables, names: dict[str, list[str]]) -> pd.DataFrame:
    """The entries of sharing reports that print one of the agencies of `names` (id to its names), by id: columns ENTRY.

    A line with `settled` false prints a name without a state that could be the agency's, since it has the same place
    and kind: count it separately. Nothing shows the state of such a name, or nothing but the list itself
    (`by_the_list`)."""
    reports = tables.sharing.reports[["doc_id", "as_of", "agency_printed"]]
    reports = reports.rename(columns={"agency_printed": "reporter"})
    rows = tables.sharing.matched_rows.merge(reports, on="doc_id", validate="many_to_one")
    by_list = by_the_list(tables.decisions, tables.ice_list)
    circular = (rows["basis"] == "decided") & rows["agency_printed"].isin(by_list)
    rows = rows.assign(settled=(rows["basis"] != agencies.UNSURE) & ~circular)
    sure = rows[rows["settled"] & rows["agency_id"].isin(names)]
    unsure = rows[~rows["settled"]]
    places = {agency_id: {unresolved.called(name) for name in printed} for agency_id, printed in names.items()}
    could = [(agency_id, *called) for agency_id, each in places.items() for called in each]
    called = [unresolved.called(name) for name in unsure["agency_printed"]]
    unsure = unsure.drop(columns="agency_id").assign(place=[p for p, _ in called], kind=[kind for _, kind in called])
    unsure = unsure.merge(pd.DataFrame(could, columns=["agency_id", "place", "kind"]), on=["place", "kind"])
    printed = pd.concat([sure, unsure])[ENTRY].fillna({"hot_list_printed": ""})
    order = {"agency_id": True, "settled": False, "as_of": True, "row_id": True}
    return printed.sort_values(list(order), ascending=list(order.values()), ignore_index=True)


def by_the_list(decisions: pd.DataFrame, named: pd.DataFrame) -> set[str]:
    """Printed names whose state was decided (table `names`) by nothing but the sources that put agencies on the ICE
    list. Counting those as found in the reports would be circular."""
    sources = set(named["named_as_listed_by"])
    return {one.printed for one in decisions.itertuples() if set(one.source.split(" ; ")) <= sources}


# --- the agencies that sources name -----------------------------------------------------------------------------------

ROWS_OF = {
    "sender_rows": "detections_received",
    "recipient_rows": "detections_shared",
    "hot_list_sender_rows": "hot_lists_received",
    "hot_list_recipient_rows": "hot_lists_shared",
}
"""Column of the table `ice_listed` to the section whose rows it holds; the reporter may see a sender's data."""


def listed(tables: ReplyTables) -> pd.DataFrame:
    """One line for each agency that a source itself names as listed with ICE (table `ice_listed`).

    An agency is matched to the reports by its id alone: name, kind and state. Raises TableError if two names would
    be one agency, or if a reply has a listed name with another state."""
    names = tables.ice_list[["agency", "state"]].set_axis(["agency_printed", "state_printed"], axis="columns")
    evidence = agencies.evidence(tables.sharing, tables.decisions)
    ids = agencies.named(names, evidence).set_index(tables.ice_list.index)
    if twice := sorted(ids.loc[ids["agency_id"].duplicated(), "agency_id"]):
        raise TableError("two names of data/hand/ice_list_named_in_press.csv are one agency", found=", ".join(twice))
    _refuse_other_states(tables.ice_list, tables.replies)
    printed = entries(tables, {one.agency_id: [one.name] for one in ids.itertuples()})
    lines = []
    for named, one in zip(tables.ice_list.itertuples(), ids.itertuples(), strict=True):
        said = of(named.agency, named.state, tables.replies)
        answers, ours = given(said), printed[printed["agency_id"] == one.agency_id]
        settled, dates = ours[ours["settled"]], answers["date"].dropna()
        dates = dates[dates.str.len() > len("2019")] if (dates.str.len() > len("2019")).any() else dates
        lines.append(
            {
                "agency": named.agency,
                "state": named.state,
                "agency_type": named.agency_type,
                "agency_id": one.agency_id,
                "basis": one.basis,
                "source": named.named_as_listed_by,
                "source_date": named.source_date,
                "answered": group(said),
                "answers": len(answers),
                "other_records": len(said) - len(answers),
                "addressed": " ".join(point for point in POINTS if point in addressed(said)),
                "not_addressed": " ".join(open_points(said)),
                "first_answer": dates.min() if len(dates) else "",
                "last_answer": dates.max() if len(dates) else "",
                "reports": settled["doc_id"].nunique(),
                **{name: _ids(settled[settled["section"] == section]) for name, section in ROWS_OF.items()},
                "unsettled_rows": _ids(ours[~ours["settled"]]),
            }
        )
    return pd.DataFrame(lines, columns=schemas.columns("ice_listed"))


def _refuse_other_states(named: pd.DataFrame, replies: pd.DataFrame) -> None:
    """A reply that has a listed name with another state would be lost without a word, or belong to somebody else."""
    states = named.groupby("agency")["state"].agg(set)
    for one in replies.itertuples():
        if one.agency in states.index and one.state not in states[one.agency]:
            what = "a reply names a listed agency in another state"
            raise TableError(what, document="data/hand/replies.csv", found=one.agency)


def _ids(part: pd.DataFrame) -> str:
    return " ".join(part["row_id"])


def addressed(said: pd.DataFrame) -> set[str]:
    """The POINTS about which some answer was given by the end of the year of the release."""
    return set(_of_the_year(said)["about"])


def open_points(said: pd.DataFrame) -> list[str]:
    """The POINTS that no answer addresses. A record that is not an answer addresses none, nor does an answer of another
    time, or one that leaves its own point open (LEAVES_OPEN)."""
    closed = addressed(said[~said["answer"].isin(LEAVES_OPEN)])
    return [point for point in POINTS if point not in closed]


def points(named: pd.DataFrame) -> pd.DataFrame:
    """How many agencies of the table `ice_listed` gave an answer about each of POINTS by the end of the year of the
    release, and how many gave none at all, at any time."""
    about = named["addressed"].fillna("").str.split().explode()
    counts = {point: int((about == point).sum()) for point in POINTS}
    return pd.DataFrame({"agencies": counts | {"no answer found": int((named["answered"] != GROUPS[0]).sum())}})


def kinds(named: pd.DataFrame, replies: pd.DataFrame) -> pd.DataFrame:
    """What the agencies of the table `ice_listed` answered, one line per kind of answer (column `answer` of `replies`),
    most common first: how many `agencies`, and how many `by_the_end_of_the_year` of the release. One agency can be in
    several lines."""
    said = given(pd.concat([of(one.agency, one.state, replies) for one in named.itertuples()]))
    counts = {"agencies": said, "by_the_end_of_the_year": _of_the_year(said)}
    table = pd.DataFrame({column: part.groupby("answer")["agency"].nunique() for column, part in counts.items()})
    return table.fillna(0).astype(int).sort_values(list(counts), ascending=False, kind="stable")


def answered_in(month: str, named: pd.DataFrame, replies: pd.DataFrame) -> Bounds:
    """How many of the listed agencies `named` gave an answer in a month (2019-03): at least those with an answer of
    that month; at most also those whose answer could be of it (dated by its year alone, or not at all)."""
    low = high = 0
    for one in named.itertuples():
        dates = given(of(one.agency, one.state, replies))["date"].fillna("")
        sure = dates.str.startswith(month).any()
        low += sure
        high += bool(sure or any(month.startswith(date) for date in dates))
    return Bounds(int(low), int(high))


# --- how many are not named -------------------------------------------------------------------------------------------


def local(named: pd.DataFrame) -> pd.DataFrame:
    """The listed agencies that are not federal: what the sources count."""
    return named[named["agency_type"] != "federal"]


def unnamed(named: pd.DataFrame, counts: pd.DataFrame) -> Bounds:
    """How many local agencies are on the list, by the sources' own counts (table `list_counts`), beyond those that a
    source names: by the lowest count, and by the highest number in any. A count with an open end could be more."""
    whole, count = counts[counts["counts"] == WHOLE], len(local(named))
    return Bounds(int(whole["low"].min()) - count, int(whole["high"].max()) - count)


def coverage(named: pd.DataFrame, counts: pd.DataFrame) -> pd.DataFrame:
    """By state: the agencies that a source names (local, federal), how many a source counts there (counted_low,
    counted_high), and so how many are not named (missing_low, missing_high; no value if no source counts). The last
    line is the total.

    A source's count could include a federal office that is named in the state, so missing_low leaves it out. Raises
    TableError if more agencies are named than a source counts."""
    lines = []
    for state in [*sorted(set(named["state"])), WHOLE]:
        part = named if state == WHOLE else named[named["state"] == state]
        counted, count = counts[counts["counts"] == state], len(local(part))
        low, high, federal = counted["low"].min(), counted["high"].max(), len(part) - count
        if len(counted) and count > high:
            do = "See data/hand/list_counts.csv."
            raise TableError("more agencies are named than a source counts", found=state, do=do)
        missing = max(low - count - (federal if state != WHOLE else 0), 0) if len(counted) else pd.NA
        lines.append((state, count, federal, low, high, missing, high - count))
    spans = ["counted_low", "counted_high", "missing_low", "missing_high"]
    return pd.DataFrame(lines, columns=["state", "local", "federal", *spans]).astype(dict.fromkeys(spans, "Int64"))
