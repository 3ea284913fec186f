"""Replies: whom named sources put on the ICE list, where else the records in hand list them, and what each answered.

Nobody here has seen the list. A source's word that an agency is listed is one thing, an entry in a report that we hold
another, what was sent a third that no record here shows; an answer stands for what it answers, on its day. We contacted
no agency: "none found" means that no published answer was found in the sources read."""

from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from helpers import schemas
from helpers.errors import TableError
from helpers.sharing import agencies, answers, network, places, unresolved
from helpers.sharing.maps import style
from helpers.sharing.network import Span

POINTS = ("listing", "sending", "agreement", "purpose")
"""What an answer can be about (column `about` of the table `replies`)."""

RELEASED = "2019-03"
"""The month in which the list became known."""

LEAVES_OPEN = ("reviewing", "did not know")
"""What an answer can be (column `answer`) and still leave open what it is about."""

TABLES = ("ice_list", "replies", "rows", "reports", "spellings", "agencies", "names")

WHOLE, STATES = "all", "states"
"""What a line of the table `list_counts` counts, where it is not the agencies of one state."""

FEDERAL = "federal"


def tables(derived: Path | None = None) -> dict[str, pd.DataFrame]:
    """The tables that this room reads, by name; `derived` is where derived ones lie."""
    return {name: schemas.read(name, derived) for name in TABLES}


# --- in the reports that we hold --------------------------------------------------------------------------------------

ENTRY = [
    "agency_id",
    "doc_id",
    "as_of",
    "reporter",
    "section",
    "printed_page",
    "agency_printed",
    "hot_list_printed",
    "inactive",
    "settled",
    "row_id",
]


def entries(names: dict[str, list[str]], held: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The entries of sharing reports that print one of the agencies of `names` (id to its names), by id: columns ENTRY.

    A line with `settled` false prints a name without a state that could be the agency's, since place and kind are its
    own: count it apart. Nothing settles such a name, or nothing but the list itself (`by_the_list`). `held` is what
    `tables` returns."""
    rows = network.with_spelling(["agency_id", "basis"], held["rows"], held["spellings"])
    reports = held["reports"][["doc_id", "as_of", "agency_printed"]].rename(columns={"agency_printed": "reporter"})
    rows = rows.merge(reports, on="doc_id", validate="many_to_one")
    circular = (rows["basis"] == "decided") & rows["agency_printed"].isin(by_the_list(held["names"], held["ice_list"]))
    rows = rows.assign(settled=(rows["basis"] != agencies.UNSURE) & ~circular)
    sure = rows[rows["settled"] & rows["agency_id"].isin(names)]
    unsure = rows[~rows["settled"]]
    could = pd.DataFrame(
        [
            (agency_id, *called)
            for agency_id, known in names.items()
            for called in {unresolved.called(name) for name in known}
        ],
        columns=["could_be", "place", "kind"],
    )
    called = [unresolved.called(name) for name in unsure["agency_printed"]]
    unsure = unsure.assign(place=[place for place, _ in called], kind=[kind for _, kind in called])
    unsure = unsure.merge(could, on=["place", "kind"]).assign(agency_id=lambda found: found["could_be"])
    found = pd.concat([sure, unsure])[ENTRY].fillna({"hot_list_printed": ""})
    return found.sort_values(
        ["agency_id", "settled", "as_of", "row_id"], ascending=[True, False, True, True], ignore_index=True
    )


def by_the_list(decisions: pd.DataFrame, named: pd.DataFrame) -> set[str]:
    """Printed names whose state was decided (table `names`) by nothing but the sources that put agencies on the ICE
    list: to count those as found in the reports would be to find the list in itself."""
    tellers = set(named["named_as_listed_by"])
    return {one.printed for one in decisions.itertuples() if set(one.source.split(" ; ")) <= tellers}


# --- the agencies that sources name -----------------------------------------------------------------------------------

ROWS_OF = {
    "sender_rows": "detections_received",
    "recipient_rows": "detections_shared",
    "hot_list_sender_rows": "hot_lists_received",
    "hot_list_recipient_rows": "hot_lists_shared",
}
"""Column of the table `ice_listed` to the section that lists an agency so: whose data a reporter may see is a
sender."""


def listed(held: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """One line each agency that a source itself names as listed with ICE (table `ice_listed`).

    An agency is known in the reports by its id alone: name, kind and state. `held` is what `tables` returns. Raises
    TableError where two names would be one agency, or a reply is of a listed name in another state."""
    names = held["ice_list"][["agency", "state"]].set_axis(["agency_printed", "state_printed"], axis="columns")
    known = agencies.evidence(held["rows"], held["reports"], held["names"])
    ids = agencies.named(names, known).set_index(held["ice_list"].index)
    if twice := sorted(ids.loc[ids["agency_id"].duplicated(), "agency_id"]):
        raise TableError("two names of data/hand/ice_list_named_in_press.csv are one agency", found=", ".join(twice))
    _refuse_other_states(held["ice_list"], held["replies"])
    found = entries({one.agency_id: [one.name] for one in ids.itertuples()}, held)
    lines = []
    for named, one in zip(held["ice_list"].itertuples(), ids.itertuples(), strict=True):
        said = answers.of(named.agency, named.state, held["replies"])
        given, ours = answers.given(said), found[found["agency_id"] == one.agency_id]
        settled, dates = ours[ours["settled"]], given["date"].dropna()
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
                "answered": answers.group(said),
                "answers": len(given),
                "other_records": len(said) - len(given),
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
    """A reply of a listed name with another state would be lost in silence, or belong to somebody else."""
    pairs = set(zip(named["agency"], named["state"], strict=True))
    strays = [
        one.agency
        for one in replies.itertuples()
        if one.agency in set(named["agency"]) and (one.agency, one.state) not in pairs
    ]
    if strays:
        raise TableError(
            "a reply names a listed agency in another state", document="data/hand/replies.csv", found=strays[0]
        )


def _ids(part: pd.DataFrame) -> str:
    return " ".join(part["row_id"])


def addressed(said: pd.DataFrame) -> set[str]:
    """The POINTS that some answers speak of, of those given by the end of the release's year: a later one is of another
    time."""
    given = answers.given(said)
    return set(given.loc[given["date"].fillna("9999").str[:4] <= RELEASED[:4], "about"])


def open_points(said: pd.DataFrame) -> list[str]:
    """The POINTS that no answer addresses: neither a record that is not an answer, nor one of another time, nor an
    answer that leaves its own point open (LEAVES_OPEN)."""
    settled = addressed(said[~said["answer"].isin(LEAVES_OPEN)])
    return [point for point in POINTS if point not in settled]


def points(named: pd.DataFrame) -> pd.DataFrame:
    """How many of the agencies of the table `ice_listed` gave an answer about each of POINTS by the end of the
    release's year, and how many none at all, at any time."""
    counts = {
        point: int(named["addressed"].fillna("").str.split().map(lambda told, p=point: p in told).sum())
        for point in POINTS
    }
    return pd.DataFrame({"agencies": counts | {"no answer found": int((named["answered"] != answers.GROUPS[0]).sum())}})


def kinds(named: pd.DataFrame, replies: pd.DataFrame) -> pd.DataFrame:
    """What the agencies of the table `ice_listed` answered, a line a kind of answer (column `answer` of `replies`), the
    commonest first: `agencies`, and `by_the_end_of_the_year` of the release. One agency can give answers of several
    kinds."""
    said = answers.given(pd.concat([answers.of(one.agency, one.state, replies) for one in named.itertuples()]))
    then = said[said["date"].fillna("9999").str[:4] <= RELEASED[:4]]
    counts = {"agencies": said, "by_the_end_of_the_year": then}
    table = pd.DataFrame({column: part.groupby("answer")["agency"].nunique() for column, part in counts.items()})
    return (
        table.fillna(0).astype(int).sort_values(["agencies", "by_the_end_of_the_year"], ascending=False, kind="stable")
    )


def answered_in(month: str, named: pd.DataFrame, replies: pd.DataFrame) -> Span:
    """How many of some listed agencies gave an answer in a month (2019-03): at least those with an answer dated so, at
    most those as well whose answer's date leaves it open (a year alone, or none)."""
    low = high = 0
    for one in named.itertuples():
        dates = answers.given(answers.of(one.agency, one.state, replies))["date"].fillna("")
        sure = dates.str.startswith(month).any()
        low += sure
        high += bool(sure or any(month.startswith(date) for date in dates))
    return Span(int(low), int(high))


# --- how many are not named -------------------------------------------------------------------------------------------


def local(named: pd.DataFrame) -> pd.DataFrame:
    """The listed agencies that are not federal: what the sources count."""
    return named[named["agency_type"] != FEDERAL]


def unnamed(named: pd.DataFrame, counts: pd.DataFrame) -> Span:
    """How many local agencies stand on the list by the sources' own counts (table `list_counts`) beyond those that a
    source names: by the lowest count, and by the highest number in any. A count with an open end could be more."""
    whole, count = counts[counts["counts"] == WHOLE], len(local(named))
    return Span(int(whole["low"].min()) - count, int(whole["high"].max()) - count)


def coverage(named: pd.DataFrame, counts: pd.DataFrame) -> pd.DataFrame:
    """By state: the agencies that a source names (local, federal), how many a source counts there (counted_low,
    counted_high), and so how many are not named (missing_low, missing_high); missing where no source counts. The last
    line is the whole.

    Where a federal office is named in a state, a source's count could include it: the lower number of those missing
    says so. Raises TableError where more are named than a source counts."""
    lines = []
    for state in [*sorted(set(named["state"])), WHOLE]:
        part = named if state == WHOLE else named[named["state"] == state]
        said, ours = counts[counts["counts"] == state], len(local(part))
        line = {"state": state, "local": ours, "federal": len(part) - ours}
        line |= {"counted_low": said["low"].min(), "counted_high": said["high"].max()}
        if len(said) and ours > line["counted_high"]:
            raise TableError(
                "more agencies are named than a source counts", found=state, do="See data/hand/list_counts.csv."
            )
        line["missing_low"] = (
            line["counted_low"] - ours - line["federal"] if state != WHOLE else line["counted_low"] - ours
        )
        line["missing_low"] = max(line["missing_low"], 0) if len(said) else pd.NA
        line["missing_high"] = line["counted_high"] - ours
        lines.append(line)
    return pd.DataFrame(lines).astype(
        dict.fromkeys(("counted_low", "counted_high", "missing_low", "missing_high"), "Int64")
    )


# --- a letter ---------------------------------------------------------------------------------------------------------

QUESTIONS = {
    "listing": "Do the entries above agree with what your own account showed on those days? Where they do not, since when?",
    "sending": "Did your agency send any plate readings through the sharing described above, or let others look them up? What "
    "record of that is kept, and may we see it?",
    "agreement": "If such sharing was switched on: under which contract, agreement or request, by which office, and on what day?",
    "purpose": "If your agency has readings of its own that others may see: for which purposes may they use them, and where is "
    "that written down?",
}
"""A question on each of POINTS. Each can be answered either way."""

ON_ICE = (
    "Was US Immigration and Customs Enforcement, or an account of it, a recipient in your agency's account in November 2018, to "
    "which one source dates that list, or on any other day? May we see your own sharing reports of that time and of today?"
)
"""What is asked on listing of an agency that a source names as listed with ICE."""


class Addressee(NamedTuple):
    """An agency to which a letter is drafted: its id, the name it is called by, its state."""

    agency_id: str
    name: str
    state: str


def letter(agency: str, derived: Path | None = None) -> str:
    """A draft of a reporter's question to an agency: the entries that print it, what sources and the agency itself
    said, and what no published answer addresses. Neutral, with places for the writer's name; nothing is sent.

    `agency` is a name, a part of one, or an id. Raises TableError where it means no agency that is settled, or several.
    """
    held = tables(derived)
    return draft(agency, held, listed(held))


def draft(agency: str, held: dict[str, pd.DataFrame], named: pd.DataFrame) -> str:
    """The letter, from tables at hand: what `tables` returns, and `listed` of it."""
    who, called = _addressee(agency, named, held)
    found = entries({who.agency_id: called}, held)
    on_list = named[named["agency_id"] == who.agency_id]
    said = _answers_of(who, held)
    parts = [
        _head(who),
        _part(
            "Entries that print your agency's name",
            [_entry_line(one) for one in found[found["settled"]].itertuples()],
            "Each is a permission that the report shows on its day; in whose account it was set, it does not say. "
            f"{style.NOT_SHOWN}",
            "None that is settled: see the next lines."
            if len(found)
            else "None: the reports that we hold do not print it. They are the reports of two agencies.",
        ),
        _part(
            "Entries that we could not settle",
            [_entry_line(one) for one in found[~found["settled"]].itertuples()],
            "They print a name like your agency's, and no state. Is your agency meant?",
        ),
        _part(
            "What sources say of a list that we have not seen",
            [_source_line(one) for one in on_list.itertuples()],
            "We have not seen that list, and write of it only what these sources say.",
        ),
        _part(
            "Published answers that we found",
            [_answer_line(one) for one in answers.given(said).itertuples()],
            "Are they complete, and do they still hold?",
            "None found. That is neither a denial nor an admission; we may have missed one."
            if len(on_list)
            else "We looked for published answers of agencies that sources put on ICE's list, and not for yours.",
        ),
        _part(
            "Other records that we found, which are not answers",
            [_answer_line(one) for one in said.drop(answers.given(said).index).itertuples()],
            "",
        ),
        _part(
            "What we would like to ask",
            _questions(said, bool(len(found)), bool(len(on_list))),
            "These are the points that no published answer that we found addresses, or that it leaves open."
            if open_points(said) and len(said)
            else "",
        ),
        "If a line above is wrong, please name its row id (in brackets) and what shows it: it will be corrected.\n\n"
        "[writer's name]\n[newsroom, telephone, e-mail]",
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _answers_of(who: Addressee, held: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The lines of the table `replies` that are of this agency, by its id; in order of date."""
    bodies = held["replies"][["agency", "state"]].drop_duplicates()
    named = bodies.set_axis(["agency_printed", "state_printed"], axis="columns").reset_index(drop=True)
    ids = agencies.named(named, agencies.evidence(held["rows"], held["reports"], held["names"]))["agency_id"]
    same = bodies[(ids == who.agency_id).to_numpy()]
    return pd.concat(
        [held["replies"].iloc[:0], *(answers.of(one.agency, one.state, held["replies"]) for one in same.itertuples())]
    )


def _addressee(agency: str, named: pd.DataFrame, held: dict[str, pd.DataFrame]) -> tuple[Addressee, list[str]]:
    """The one agency that is meant, and every name that it goes by."""
    sure = held["agencies"][held["agencies"]["sure"]]
    spelled = held["spellings"][held["spellings"]["basis"] != agencies.UNSURE]
    names: dict[str, list[str]] = {}
    for part, column in ((named, "agency"), (sure, "name"), (spelled, "agency_printed")):
        for agency_id, name in zip(part["agency_id"], part[column], strict=True):
            names.setdefault(agency_id, []).append(name)
    wanted = places.key(agency)
    whole = [one for one, known in names.items() if agency == one or wanted in map(places.key, known)]
    in_part = [one for one, known in names.items() if wanted and any(wanted in places.key(name) for name in known)]
    if len(meant := whole or in_part) != 1:
        shown = ", ".join(
            f"{names[one][0]} ({agencies.state_of(one) or 'no state'}, {one})" for one in sorted(meant)[:6]
        )
        raise TableError(
            "a letter goes to one agency, and this name means several"
            if meant
            else "no agency that is settled is called so",
            found=f"{agency}: {len(meant)} agencies, {shown}" if meant else agency,
            do="Give the name as printed, or the id."
            if meant
            else "plates find NAME shows what is printed, settled or not.",
        )
    (agency_id,) = meant
    return Addressee(agency_id, names[agency_id][0], agencies.state_of(agency_id)), names[agency_id]


def _head(who: Addressee) -> str:
    where = f", {places.STATES[who.state]}" if who.state and f"({who.state})" not in who.name else ""
    return (
        "DRAFT. Nothing has been sent. Check every line against its page before you sign.\n\n"
        f"To: {who.name}{where}, [office and address]\nFrom: [writer's name, newsroom]\nDate: [day]\n"
        "Answer asked for by: [day]\n\n"
        "Your agency in license plate data sharing reports\n\n"
        "I am a reporter and write about the sharing of license plate readings between agencies. Your agency is named in the "
        "records and sources below. I would like to print what you say of them beside them."
    )


def _part(title: str, lines: list[str], says: str, otherwise: str = "") -> str:
    """A part with its lines and what must be said of them; without lines what is said `otherwise`, or nothing."""
    if not lines:
        return f"{title}\n{otherwise}" if otherwise else ""
    return "\n".join([title, *(f"- {line}" for line in lines), *([says] if says else [])])


def _entry_line(one: Any) -> str:
    hot_list = f", list “{one.hot_list_printed}”" if one.hot_list_printed else ""
    account = "; printed as inactive" if one.inactive else ""
    says = network.SAYS[one.section].format(reporter=one.reporter)
    return (
        f"report of {one.reporter}, {style.day(one.as_of)}, page {one.printed_page}, {one.section.replace('_', ' ')}: "
        f"“{one.agency_printed}”{hot_list}, listed as one that {says}{account} [{one.row_id}]"
    )


def _source_line(one: Any) -> str:
    return f"named as listed with US Immigration and Customs Enforcement, {one.source_date}, by {one.source}"


def _answer_line(one: Any) -> str:
    dated = one.date if isinstance(one.date, str) and one.date else "not dated"
    about = "" if one.answer == answers.NOT_AN_ANSWER else f", about {one.about}"
    return f"{dated}, {one.by}{about}, in our words: {one.said} ({one.source})"


def _questions(said: pd.DataFrame, printed: bool, on_list: bool) -> list[str]:
    """A question on each point that no answer addresses; what is asked rests on what the letter says above it."""
    asked = {point: [QUESTIONS[point]] for point in open_points(said)}
    if "listing" in asked:
        asked["listing"] = [QUESTIONS["listing"]] * printed + [ON_ICE] * on_list
    lines = [f"{point}: {' '.join(questions)}" for point, questions in asked.items() if questions]
    return lines or ["Is there anything that you would like to add, or to correct?"]
