"""Laws: what was in force where and when, and which body adopted what.

Only a statute, a rule or a directive is law. A ruling decides its case, a settlement binds its parties, advice and a
bill bind nobody: they are shown separately. That a law was in force does not show that anybody kept or broke it, and a
state without a line in the table is not a state without a law."""

import calendar
import datetime
import re
from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from helpers import schemas
from helpers.errors import TableError
from helpers.sharing import network
from helpers.sharing.places import STATES

JURISDICTIONS = {"US": "United States", **STATES}
"""Two-letter code to the name in the table `laws`."""

LAW = ("statute", "rule", "directive")

NOT_LAW = {
    "ruling": "decides its case",
    "settlement": "binds its parties",
    "advice": "binds nobody",
    "bill not passed": "never became law",
}

THE_DAY = "2019-03-13"
"""The day of the release and of the article."""

STANDS_FOR = {"all eight Connecticut agencies of the list file": "CT"}
"""What the table `policies` writes in place of a name, and the state all of whose listed agencies it means."""

SHARING_RULE = "SB 34 (2015): sharing rule and definition"
"""The table's name of California's statute on sharing (Civil Code 1798.90.55(b) with 1798.90.5(f))."""

OF_THE_SHARING_RULE = (
    "The statute names no federal and no out-of-state body: where it leaves them out, it does so by its definition of "
    "a public agency. The state's Attorney General read it so, in advice announced in October 2023 that binds nobody; "
    "police associations disputed that reading. No court ruling on it is cited here. We do not say that any agency "
    "broke the law."
)
"""Goes with every count of recipients that are not public agencies of California."""

NO_BREACH = (
    "That a law was broken: California's statute (Civil Code 1798.90.55) names no federal or out-of-state body, leaves "
    "what other law permits, and no ruling on it is cited."
)
"""The same in one line, for what a number does not show; notebook 08 has it in full."""


Day = str | datetime.date
"""One day: YYYY-MM-DD, or a date."""


class InForce(NamedTuple):
    """The first and the last day that a date can mean: one day, or those of the month or year that it names."""

    first: datetime.date
    last: datetime.date


# --- laws -------------------------------------------------------------------------------------------------------------


def in_force(state: str, date: Day, table: pd.DataFrame | None = None) -> pd.DataFrame:
    """The law of a state (two-letter code; US for federal law) on a day: the lines of the table `laws` that are law,
    with `in_force` (yes, no or unclear) and `why`.

    An answer is about the instrument, not its wording, which may have been amended since: see `note`. For a day after
    the table was made, it is what was last seen. Raises TableError if `state` is not a state or `date` not a day
    (YYYY-MM-DD), and for a line whose own dates cannot be read."""
    lines, day = _of(state, table), _day(date)
    lines = lines[lines["instrument_type"].isin(LAW)].reset_index(drop=True)
    answers = [status_on(line, day) for line in lines.to_dict("records")]
    return lines.assign(in_force=[answer for answer, _ in answers], why=[why for _, why in answers])


def apart(state: str, date: Day, table: pd.DataFrame | None = None) -> pd.DataFrame:
    """What is not law: rulings, settlements, advice and bills of a state, with `what_it_is` and `there_by_then`: given
    by that day (yes, no or unclear; a bill never). None of it was ever in force as a law. Raises as `in_force` does."""
    lines, day = _of(state, table), _day(date)
    lines = lines[~lines["instrument_type"].isin(LAW)].reset_index(drop=True)
    there = [by_then(began, day) for began in lines["effective_from"]]
    lines = lines.assign(what_it_is=lines["instrument_type"].map(NOT_LAW), there_by_then=there)
    return lines.drop(columns=["status", "in_force_on_2019_03_13"])


def status_on(line: Mapping[str, str], day: datetime.date) -> tuple[str, str]:
    """Whether an instrument of any type was in effect on a day by its dates and its status (yes, no or unclear), and
    what decides it.

    A first or last day that is given as a year (or month) leaves every day of that year open. `effective_to` is the
    last day on which it was in effect. Raises TableError for dates that cannot be read, or that run backward."""
    began, ended = line["effective_from"], line["effective_to"]
    begun, over, status = by_then(began, day, line["instrument"]), _ended(line, day), line["status"]
    decided = (
        (began == "never" or status == "not passed", "no", "it did not pass"),
        (begun == "no", "no", f"it began later: {began}"),
        (over == "yes", "no", f"it had ended: {ended}"),
        (began == "unknown", "unclear", "its first day is unknown"),
        (begun == "unclear", "unclear", f"of its first day only {began} is known"),
        (over == "unclear", "unclear", f"of its last day only {ended} is known"),
        (status == "unclear", "unclear", "its status was unclear when last seen"),
        (
            status in ("expired", "superseded") and not ended,
            "unclear",
            f"it is {status}, and its last day was not seen",
        ),
        (True, "yes", f"from {began} to {ended}" if ended else f"from {began}, no end seen"),
    )
    return next((answer, why) for holds, answer, why in decided if holds)


def by_then(date: str, day: datetime.date, what: str = "") -> str:
    """Whether a date of our tables (ISO, month, year, empty, never, unknown) had come on a day: yes, no or unclear."""
    if date == "never":
        return "no"
    if date in ("", "unknown"):
        return "unclear"
    first, last = _days(date, what)
    if day < first:
        return "no"
    return "yes" if first == last or day > last else "unclear"


def _ended(line: Mapping[str, str], day: datetime.date) -> str:
    """Whether the last day was over: yes, no or unclear."""
    began, ended, what = line["effective_from"], line["effective_to"], line["instrument"]
    if not ended:
        return "no"
    last = _days(ended, what)
    if began[:1].isdigit() and _days(began, what).first > last.last:
        raise TableError("an instrument ends before it begins", document=what, found=f"{began} to {ended}")
    if day > last.last:
        return "yes"
    return "unclear" if last.first != last.last and day >= last.first else "no"


def by_state(states: list[str], date: Day, table: pd.DataFrame | None = None) -> pd.DataFrame:
    """How many laws of the table were in force on a day in each state: state, yes, no, unclear."""
    counts = [in_force(state, date, table)["in_force"].value_counts() for state in states]
    answers = {answer: [int(count.get(answer, 0)) for count in counts] for answer in ("yes", "no", "unclear")}
    return pd.DataFrame({"state": states, **answers})


def rules(date: str = THE_DAY, table: pd.DataFrame | None = None) -> pd.DataFrame:
    """The table `rules`: every law of every jurisdiction in the table `laws`, and whether it was in force on a day."""
    table = schemas.read("laws") if table is None else table
    codes = [code for code, name in JURISDICTIONS.items() if name in set(table["jurisdiction"])]
    answers = pd.concat([in_force(code, date, table).assign(state=code) for code in codes])
    return answers.assign(day=date)[schemas.columns("rules")]


def _of(state: str, table: pd.DataFrame | None) -> pd.DataFrame:
    if state not in JURISDICTIONS:
        raise TableError("there is no such state", expected="a two-letter code such as CA, or US", found=repr(state))
    table = schemas.read("laws") if table is None else table
    return table[table["jurisdiction"] == JURISDICTIONS[state]]


def _day(date: Day) -> datetime.date:
    """One whole day. Raises TableError for less: a law that began in a year was not in force on every day of it."""
    if isinstance(date, datetime.date) and not pd.isna(date):
        return date.date() if isinstance(date, datetime.datetime) else date
    try:
        if isinstance(date, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", date):
            return datetime.date.fromisoformat(date)
    except ValueError:
        pass
    raise TableError("the date cannot be read", expected="one day, as in 2019-03-13", found=repr(date))


def _days(date: str, what: str = "") -> InForce:
    """The days that a date can mean: a day, or all of a month or year. Raises TableError if it cannot be read."""
    try:
        if not re.fullmatch(r"\d{4}(-\d\d){0,2}", date):
            raise ValueError
        year, month, day = (*map(int, date.split("-")), 0, 0)[:3]
        last = (month or 12, day or calendar.monthrange(year, month or 12)[1])
        return InForce(datetime.date(year, month or 1, day or 1), datetime.date(year, *last))
    except ValueError:
        expected = "2019-03-13, 2019-03 or 2019"
        raise TableError("a date cannot be read", document=what, expected=expected, found=repr(date)) from None


def outside(listed: pd.DataFrame, home: str) -> pd.DataFrame:
    """How many entries of one section are agencies of another state than `home`, how many federal, and how many either:
    low and high, an index of the three. `listed` is as `network.listed_in` returns it.

    Low counts matched names of accounts that are not printed as inactive. High adds the inactive ones and every
    unresolved name that could be such an agency, as notebook 04 counts. Whether a law lets such an agency see anything
    is not decided here: print OF_THE_SHARING_RULE beside it."""
    federal = listed["level"] == "federal"
    elsewhere = ~listed["level"].isin(["federal", "private"]) & ~listed["state"].isin(["", home])
    open_kind = listed["kind"].isin(network.SAYS_LITTLE)
    counted = {
        "out of state": (elsewhere, None),
        "federal": (federal, open_kind),
        "either": (elsewhere | federal, None),
    }
    active = ~listed["inactive"].astype(bool)
    bounds = {
        who: (network.span(listed, holds & active).low, network.span(listed, holds, could).high)
        for who, (holds, could) in counted.items()
    }
    return pd.DataFrame(bounds, index=["low", "high"]).T


# --- policies ---------------------------------------------------------------------------------------------------------


def of(body: str, table: pd.DataFrame | None = None) -> pd.DataFrame:
    """What a body adopted, did or said (lines of the table `policies`), by its own name and no other: a city council's
    act is not the county's, nor a sheriff's the police department's. Raises TableError for a body without a line."""
    table = schemas.read("policies") if table is None else table
    acts = table[table["acting_body"] == body]
    if acts.empty:
        raise TableError("no act of this body is in the table", found=body, do="Column acting_body has those that are.")
    return acts.reset_index(drop=True)


def bearing_on(
    agency: str, state: str, date: Day, table: pd.DataFrame | None = None, listed: pd.DataFrame | None = None
) -> pd.DataFrame:
    """The acts that concern one listed agency itself or its own place, as they were on a day: lines of `policies` with
    `there_by_then`.

    An act later than the day is left out. So is every line that the table says came after 2019, if the day is in 2019
    or before. `there_by_then` is unclear if a date is missing, or is only the month or year of that day, and
    "none found" if the line says so. The act stays that of its `acting_body`. Raises TableError for an agency that no
    source names as listed."""
    table = schemas.read("policies") if table is None else table
    listed = schemas.read("ice_list") if listed is None else listed
    if not ((listed["agency"] == agency) & (listed["state"] == state)).any():
        raise TableError("no source names this agency as listed", found=f"{agency} ({state})")
    meant = [agency, *(words for words, where in STANDS_FOR.items() if where == state)]
    acts = table[(table["state"] == state) & table["bears_on_listed_agency"].isin(meant)]
    acts = acts.assign(there_by_then=_by_then(acts, _day(date)))
    return acts[acts["there_by_then"] != "no"].reset_index(drop=True)


def labels(date: Day, table: pd.DataFrame | None = None) -> pd.DataFrame:
    """Who calls whose act what (sanctuary and the like), as used: never a yes or no, and never ours; with the act's
    date, and `there_by_then`, whether it was there on a day (yes, no or unclear). TableError if nobody uses a label."""
    day = _day(date)
    table = schemas.read("policies") if table is None else table
    acts = table[~table["label_used"].isin(["", "none"])]
    if len(nobody := acts[acts["who_labels_it"] == ""]):
        raise TableError("a label without who uses it", found=nobody["label_used"].iloc[0])
    shown = ["state", "acting_body", "instrument", "date", "label_used", "who_labels_it"]
    return acts[shown].assign(there_by_then=_by_then(acts, day)).reset_index(drop=True)


def _by_then(acts: pd.DataFrame, day: datetime.date) -> pd.Series:
    """Whether each act was there on a day; one that the table says came after 2019 was not there in 2019."""
    there = pd.Series([by_then(one.date, day, one.instrument) for one in acts.itertuples()], acts.index, dtype=str)
    there = there.mask(acts["kind"] == "none_found", "none found")
    return there.mask((acts["after_2019"] == "yes") & (day.year <= 2019), "no")
