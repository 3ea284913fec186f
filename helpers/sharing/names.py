"""Names: what a printed name says by itself. Nothing is looked up here, and nothing is guessed.

Three tables are read from the top, and the first line that fits counts: KINDS (what the words mean), STATES_IN_NAME
(where a name prints its state) and PLACE_WORDS (how a place is written). Each line names the printed name that taught
it, or says that no record here prints one."""

import functools
import re
from dataclasses import dataclass

from helpers.schemas import INACTIVE, is_inactive
from helpers.sharing.places import STATES

STATE = "|".join(sorted((name for code, name in STATES.items() if code not in ("WA", "DC")), key=len, reverse=True))
"""Full names of states. Washington is left out: its name alone is a city's as well."""


@dataclass(frozen=True)
class Kind:
    """What the words that `pattern` finds mean: kind and level of an agency, and for a federal one its parent and the
    beginning of its id (`stem`). `state` is set where only one state uses the words. `printed` is false for a common
    form of name that no record here prints."""

    pattern: str
    kind: str
    level: str
    taught_by: str
    parent: str = ""
    stem: str = ""
    state: str = ""
    printed: bool = True


def _federal(pattern: str, taught_by: str, parent: str, stem: str, printed: bool = True) -> Kind:
    return Kind(pattern, "federal", "federal", taught_by, parent, f"us-{stem}", printed=printed)


US = r"\b(US|U\.S\.|United States)"

KINDS = (
    _federal(r"\b((DHS|ICE) - )?(ICE )?HSI\b|Homeland Security Investigations", "DHS - HSI (Newark NJ)", "DHS ICE",
             "dhs-ice-hsi"),
    _federal(r"\b((DHS|ICE) - )?(ICE )?ERO\b|Enforcement and Removal Operations", "ICE ERO", "DHS ICE", "dhs-ice-ero",
             False),
    _federal(rf"^((US )?DHS - )?ICE\b|({US} )?Immigration (and|&) Customs Enforcement", "ICE", "DHS", "dhs-ice"),
    _federal(rf"({US} )?\bBorder Patrol\b", "San Diego Sector Border Patrol (CA)", "DHS CBP", "dhs-cbp-border-patrol"),
    _federal(r"\bCBP\b|Customs and Border Protection", "CBP - NTC", "DHS", "dhs-cbp"),
    _federal(r"\bDrug Enforcement A\w+|\bDEA\b", "Drug Enforcement Agency (NATL)", "DOJ", "doj-dea"),
    _federal(r"\bFederal Bureau of Investigation\b|\bFBI\b", "Federal Bureau of Investigation", "DOJ", "doj-fbi"),
    _federal(r"^(US )?ATF\b|Bureau of Alcohol, Tobacco", "ATF National Account", "DOJ", "doj-atf"),
    _federal(rf"{US} Marshals?( Service)?\b|\bUSMS\b", "US Marshals Service", "DOJ", "doj-usms", False),
    _federal(r"^(IRS|Internal Revenue Service)\b( - )?( ?Criminal Inv\w+)?", "IRS Criminal Investigations",
             "Treasury IRS", "treasury-irs-ci"),
    _federal(rf"{US} Forest Service\b|\bUSFS\b", "United States Forest Service CA", "USDA", "usda-forest-service"),
    _federal(rf"({US} )?\bPostal Inspection Service\b|\bUSPIS\b", "US Postal Inspection Service", "USPS",
             "usps-inspection", False),
    _federal(r"\bProvost Marshals?\b|\bMilitary Police\b|\bNCIS\b|\bArmy CID\b", "Provost Marshals Office", "DOD",
             "dod", False),
    Kind(r"\bDemo\b", "vendor demo", "private", "L6A UbiHub Demo", stem="private"),
    Kind(r"\b(LLC|Inc|Corp|Recovery|Repossession)\b", "private", "private", "Elm Recovery LLC", stem="private",
         printed=False),
    Kind(r"\b(Fusion|Intelligence|Information) (Center|Clearinghouse)\b|\bCLEAR\b", "fusion center", "multi",
         "Joint Regional Intelligence Center (CA)"),
    Kind(r"^HIDTA\b|\bTask Force\b|\b(Theft|Crimes?) Team\b|\bMajor Case Unit\b|\b(ALPR Program|Safety Network)\b",
         "task force", "multi", "Alameda County Narcotics Task Force"),
    Kind(r"\b(Tribal|Tribe|Rancheria|Pueblo of|Nation|Band of \w+)\b", "tribal", "tribal",
         "Elm Tribal Police Department", printed=False),
    Kind(r"\b(Unified|Independent|Public)? ?School( District|s)?\b|\bISD\b", "school", "local",
         "Elm ISD Police Department", printed=False),
    Kind(r"^UC (?=Berkeley|Davis|Irvine|Los Angeles|Merced|Riverside|San Diego|San Francisco|Santa Barbara|Santa Cruz)",
         "campus", "campus", "UC Irvine Police Department", state="CA"),
    Kind(r"^CSU (?=Bakersfield|Channel Islands|Chico|Dominguez Hills|East Bay|Fresno|Fullerton|Long Beach|Los Angeles|"
         r"Monterey Bay|Northridge|Sacramento|San Bernardino|San Marcos|Stanislaus)",
         "campus", "campus", "CSU Fullerton Police Department", state="CA"),
    Kind(r"^University of (California|CA)\b", "campus", "campus",
         "University of California Riverside Police Department (CA)", state="CA"),
    Kind(r"\b(University|(?<!State )College)\b(?! (Park|Station|City|Heights|Place|Corner|Hill)\b)", "campus", "campus",
         "University of Georgia Police Department"),
    Kind(r"\b(Judicial )?District Attorney'?s?( Office)?\b", "district attorney", "local",
         "Orange County District Attorney (CA)"),
    Kind(r"\bProsecut(or'?s?|ing Attorney'?s?)( Office)?\b", "district attorney", "local",
         "Somerset County Prosecutors Office"),
    Kind(r"\bAttorney General\b", "attorney general", "state", "New York State Office of the Attorney General"),
    Kind(r"\bAirports? (Police|Authority)\b|\bAirport\b", "airport", "local", "Wayne County Airport Police (MI)"),
    Kind(r"\b(Harbor|Port) (Police|Patrol)$|\bPort Authority\b|^Port of ", "port", "local", "Port of Long Beach"),
    Kind(r"\bTransit( Authority)?( Police)?\b|\bRailroad Police\b", "transit", "local",
         "Bay Area Rapid Transit Police (CA)"),
    Kind(r"\b(Regional Parks?|State Parks?|Park District|Park Rangers?|Parks and Recreation)\b", "park", "local",
         "East Bay Regional Park District", printed=False),
    Kind(r"\b(Corrections?|Correctional|Probation|Parole)\b", "corrections", "local", "Elm County Probation Department",
         printed=False),
    Kind(r"\b(Highway|State) Patrol\b|\bState Police\b", "state police", "state", "California Highway Patrol (CA)"),
    Kind(rf"^({STATE}|[A-Z]{{2}}) ((Department|Dept) of Public Safety|Law Enforcement Division)\b", "state police",
         "state", "Arizona Department of Public Safety"),
    Kind(r"^CAL FIRE$", "fire", "state", "CAL FIRE", state="CA"),
    Kind(rf"^({STATE}) (Department|Dept|Franchise|Bureau|Division|HLS|Office)\b|^(?!US )[A-Z]{{2}} DOJ\b",
         "state department", "state", "California Department of Fish And Wildlife (CA)"),
    Kind(r"\bConstables?( Office| Precinct \d+)?$", "constable", "local", "Guadalupe County Constables"),
    Kind(r"\bFire( Dept| Department| Protection District| District)\b", "fire", "local",
         "San Bernardino County Fire Dept"),
    Kind(r"\b(City |County )?Marshals?( Office)?$", "marshal", "local", "Elm City Marshals Office", printed=False),
    Kind(r"\bSherr?iff'?s?(-Coroner)?( (Office|Department|Dept)\b)?|\bSO$", "sheriff", "local",
         "Reeve County Sherriffs Office"),
    Kind(r"\b(Department of )?Public Safety( Services)?\b", "public safety", "local",
         "Sunnyvale Public Safety Services (CA)"),
    Kind(r"\bPolice( Department| Dept| Division| Bureau| Services?)?\b\.?|\bP\.?D\.?$", "police", "local",
         "Redwood City PD"),
    Kind(r"\bLaw Enforcement$", "unknown", "local", "Burnet County TX Law Enforcement"),
    Kind(r"^City of ", "city", "local", "City of Vidor"),
)  # fmt: skip

UNKNOWN = Kind("", "unknown", "unknown", "")
"""The kind of a name that fits none of KINDS."""

_KINDS = tuple((re.compile(kind.pattern), kind) for kind in KINDS)


@dataclass(frozen=True)
class StateInName:
    """Where a name prints its state: `pattern` finds it as `state`, a code, or `name`, in full; `drop` is no part of
    the name."""

    pattern: str
    taught_by: str


STATES_IN_NAME = (
    StateInName(r"(?P<drop>\((?P<state>[A-Za-z]{2})\))", "Hollywood Police Department (Fl)"),
    StateInName(r"\([^()]+(?P<drop>,? (?P<state>[A-Z]{2}))\)", "DHS - HSI (Newark NJ)"),
    StateInName(r"(Department|Dept|Office|Police|Service|Sheriff|SO|PD)(?P<drop>[ -](?P<state>[A-Z]{2}))$",
                "Jasper County Sheriff MO"),
    StateInName(r"\w(?P<drop> (?!CO )(?P<state>[A-Z]{2}))(?= (SO|PD|Police|Sheriffs?|Law Enforcement)\b)",
                "Jefferson CO TX SO"),
    StateInName(rf"(?P<drop>\((?P<name>{STATE})\))", "United States Forest Service (California)"),
    StateInName(rf"^(?P<name>{STATE})"
                r"(?= (State|Highway Patrol|Department|Dept|Division|Bureau|Franchise|Office|HLS)\b)",
                "Tennessee HLS District 7"),
    StateInName(rf"^(?P<name>{STATE})(?= Law Enforcement Division\b)", "South Carolina Law Enforcement Division (SC)"),
    StateInName(rf"\bUniversity of (?P<name>{STATE})\b|\b(?P<name_>{STATE}) State University\b",
                "University of California Riverside Police Department (CA)"),
    StateInName(rf"^(?!(City|Town|Village|Borough|County) of )\S.* (?P<name>{STATE})$",
                "HIDTA - Central Valley California"),
)  # fmt: skip
"""`LA County` is not Louisiana, `(LAX)` is no state, and `CO` before `SO` is a county."""

_STATES_IN_NAME = tuple(re.compile(rule.pattern) for rule in STATES_IN_NAME)
_CODES = {name: code for code, name in STATES.items()}


@dataclass(frozen=True)
class PlaceWords:
    """How a place is written, and the form in which it is looked up."""

    pattern: str
    written: str
    taught_by: str


PLACE_WORDS = (
    PlaceWords(r"\s*\([^()]*\)", "", "Winnebago County Sheriff (Machesney Park Division)"),
    PlaceWords(r"^(?:City|Town|Village|Borough|Township) of (.+)$", r"\1", "City of Vidor"),
    PlaceWords(r"^(.+) Borough$", r"\1", "Kutztown Borough Police Department (PA)"),
    PlaceWords(r"^County of (.+)$", r"\1 County", "County of San Mateo Sheriffs Office"),
    PlaceWords(r"^L\.?A\.? County$", "Los Angeles County", "L.A. County Sheriffs Dept"),
    PlaceWords(r"^(.+) C[Oo]\.?$", r"\1 County", "Jefferson CO TX SO"),
)  # fmt: skip

_PLACE_WORDS = tuple((re.compile(rule.pattern), rule.written) for rule in PLACE_WORDS)

OF_COUNTY = re.compile(r" (County|Parish)$")
COUNTY_FIRST = re.compile(r"^(.+? (?:County|Parish))\b")


@dataclass(frozen=True)
class Parsed:
    """What a printed name itself says. `words` is the name without Inactive and state, `place` what remains without the
    kind, as it is looked up; for an agency of several places, the county that its name begins with."""

    words: str
    place: str
    kind: str
    level: str
    parent: str
    state: str
    inactive: bool
    stem: str = ""

    @property
    def of_county(self) -> bool:
        """Whether the place is a county: it says so, or a sheriff serves it."""
        return self.kind == "sheriff" or bool(OF_COUNTY.search(self.place))


@functools.lru_cache(maxsize=10_000)
def parse(printed: str) -> Parsed:
    """Read a printed name by the tables above. Results are cached, since each name is compared with many."""
    inactive = is_inactive(printed)
    state, words = _state(active(printed))
    span, kind = _kind(words)
    rest = f"{words[: span[0]]} {words[span[1] :]}"
    if kind.level == "campus":  # a system's campus is followed by its town; any other can have any name
        rest = re.sub(r"\bPolice( Department| Dept)?\b", "", rest) if kind.state else ""
    place = " ".join(rest.split())
    if kind.level == "multi":
        place = county[1] if (county := COUNTY_FIRST.match(words)) else ""
    elif kind.level in ("state", "unknown") or kind.stem.endswith(f"-{place.strip('()').lower()}"):
        place = ""
    elif kind.level not in ("federal", "private"):
        for rule, written in _PLACE_WORDS:
            place = rule.sub(written, place)
    return Parsed(words, place, kind.kind, kind.level, kind.parent, state or kind.state, inactive, kind.stem)


def active(printed: str) -> str:
    """A printed name without the word that marks an account as inactive."""
    return printed.removeprefix(INACTIVE)


def _kind(words: str) -> tuple[tuple[int, int], Kind]:
    """The first rule that fits, and where it does: from and to which character."""
    for pattern, kind in _KINDS:
        if fit := pattern.search(words):
            return fit.span(), kind
    return (0, 0), UNKNOWN


def _state(words: str) -> tuple[str, str]:
    """The state that a name prints, and the name without its code."""
    for pattern in _STATES_IN_NAME:
        if not (fit := pattern.search(words)):
            continue
        parts = fit.groupdict()
        if code := parts.get("state"):
            if code.upper() in STATES:
                return code.upper(), " ".join((words[: fit.start("drop")] + words[fit.end("drop") :]).split())
        else:
            dropped = fit["drop"] if parts.get("drop") else ""
            return _CODES[parts.get("name") or parts["name_"]], " ".join(words.replace(dropped, "").split())
    return "", words
