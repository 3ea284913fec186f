"""Asks: what was asked of whom and what came, and the draft of a request in its standard form, by state.

The words are data: asks, acts and exemptions stand in tables of data/hand, in our words, with their sources. Nothing
here is legal advice, and a citation that was read in a summary says so."""

import re
import textwrap

import pandas as pd

from helpers import schemas
from helpers.claims.laws import JURISDICTIONS
from helpers.errors import TableError

TITLES = {
    "A": "Part A. With whom data of license plate readers are shared, on the day of your answer",
    "B": "Part B. How many plates were scanned, and how many scans matched a hot list",
}


WIDE = 88
"""Letters in a line of the draft."""


def came(requests: pd.DataFrame) -> pd.DataFrame:
    """The table `requests` as a grid: a line each ask, a column each request, in a cell the documents that answer it,
    or "none here", or nothing where that was not asked as far as we read."""
    named = requests.assign(
        asked_of=requests["agency"] + ", " + requests["year"],
        answers=requests["answers"].str.replace(" ", ", ").replace("", "none here"),
    )
    return named.pivot(index="ask", columns="asked_of", values="answers").fillna("")


def unanswered(requests: pd.DataFrame) -> pd.DataFrame:
    """The asks to which the collection holds no document, by request. It does not follow that the agency sent none."""
    none = requests[requests["answers"] == ""]
    return none.groupby(["year", "agency"])["ask"].agg(["count", " ".join]).rename(columns={"join": "asks"})


def act_of(state: str) -> pd.Series:
    """The line of the table `records_acts` for a state: by its two letters or its name; US is the federal act.

    Raises TableError, naming the states there are, for one that has no line.
    """
    acts = schemas.read("records_acts")
    wanted = JURISDICTIONS.get(state.strip().upper(), state.strip()).casefold()
    line = acts[acts["jurisdiction"].str.casefold() == wanted]
    if line.empty:
        there = [f"{code} ({name})" for code, name in JURISDICTIONS.items() if name in set(acts["jurisdiction"])]
        raise TableError(
            "there is no public records act here for that state",
            expected=", ".join(there),
            found=state,
            do="Add a line with its source to data/hand/records_acts.csv.",
        )
    return line.iloc[0]


def request(state: str, agency: str = "") -> str:
    """The draft of a request under a state's act: the asks, the day by which an answer is due with its citation, places
    in [brackets] for the writer, and below a line what the writer should know. Nothing is sent.

    Raises TableError for a state without a line in the table `records_acts`.
    """
    act, asks = act_of(state), schemas.read("asks")
    parts = [
        "DRAFT. Nothing has been sent. This is no legal advice: check every citation before you sign.",
        f"To: {' '.join(agency.split()) or '[AGENCY]'}, [records office and address]\n"
        "From: [writer's name, newsroom]\nDate: [day]",
        f"Request under the {act['act']}",
        f"Under the {act['act']} ({act['citation']}) I ask for these records:",
        *("\n".join([title, *_lines(asks[asks["part"] == part])]) for part, title in TITLES.items()),
        *_how(asks),
        "If your agency uses another system, please send the same names and numbers as it exports them. Please send files as "
        "they are exported, not printed and scanned.",
        f"What the act says of the answer, as I read it: {act['response']} ({act['response_citation']})",
        "If you withhold a part, please say which, cite the exemption for each, and send the rest. Please tell me before you "
        "incur a fee of more than [AMOUNT].",
        "[writer's name]\n[newsroom, telephone, e-mail]",
        "-" * WIDE,
        *_for_the_writer(act),
    ]
    return "\n".join(map(_wrapped, "\n\n".join(parts).split("\n"))) + "\n"


def _wrapped(line: str) -> str:
    """A line as an e-mail shows it whole, the rest of an item set in under its first words; an address is never
    broken."""
    item = re.match(r"- |[AB]\d\. ", line)
    return textwrap.fill(
        line, WIDE, subsequent_indent=" " * (item.end() if item else 0), break_long_words=False, break_on_hyphens=False
    )


def _lines(asks: pd.DataFrame) -> list[str]:
    return [f"{one.ask}. {one.asked[0].upper()}{one.asked[1:]}" for one in asks.itertuples()]


def _how(asks: pd.DataFrame) -> list[str]:
    """Where the vendor's own reports answer an ask, and how they are made."""
    told = []
    for path, part in asks.groupby("path", sort=False):
        reports = " and ".join(dict.fromkeys("; ".join(part["report"]).split("; ")))
        told.append(
            f"{part['ask'].iloc[0]} to {part['ask'].iloc[-1]}: where your agency uses the vendor's system LEARN or "
            f"VehicleManager, its own {reports} will do. {path}"
        )
    return told


def _for_the_writer(act: pd.Series) -> list[str]:
    """What is no part of the letter: exemptions that an answer may cite, how sure the citations are, and where they
    were read."""
    cited = schemas.read("exemptions")
    cited = cited[cited["jurisdiction"] == act["jurisdiction"]]
    lines = [f"- {one.code}: {one.covers} ({one.citation})" for one in cited.itertuples()]
    unsure = [one for one in [act, *(line for _, line in cited.iterrows())] if one["confidence"] != "high"]
    doubts = [f"- {one['citation']}: {one['note']}" for one in unsure]
    return [
        "For the writer, not part of the letter.",
        "\n".join(["Exemptions that an answer under this act may cite; there are others:", *lines]),
        *(["\n".join(["Read these citations again before you rely on them:", *doubts])] if doubts else []),
        f"The act was read ({act['read']}) at {act['source_url']}",
    ]
