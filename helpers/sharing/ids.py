"""Ids: the stable, readable id of an agency, built from what its name says and its state."""

from helpers import files
from helpers.sharing import places
from helpers.sharing.names import Parsed
from helpers.sharing.places import STATES


def agency_id(parsed: Parsed, state: str, *, unsure: bool = False) -> str:
    """An id such as `ca-union-city-police` or `us-dhs-ice-hsi-newark-nj`; for an unresolved name, `unsure-` and its
    words."""
    if unsure:
        return f"unsure-{_slug(parsed.words)}"
    if parsed.stem:
        return "-".join(filter(None, (parsed.stem, files.slug(parsed.place) if parsed.place else "", state.lower())))
    return f"{state.lower()}-{_slug(called(parsed, state))}"


def _slug(words: str) -> str:
    """A name for an id. A name in another alphabet gets eight digits of its hash, or all such names would share one."""
    plain = files.slug(words)
    return plain if words.isascii() else f"{plain}-{files.sha256_of(words.encode())[:8]}"


def called(parsed: Parsed, state: str) -> str:
    """What an id calls an agency: place and kind for a local one, with the place in one spelling; else all its
    words."""
    if not parsed.place or parsed.level != "local":
        return parsed.words
    place = places.written_out(places.corrected(parsed.place, state))
    if parsed.kind == "sheriff" and not place.endswith((" County", " Parish", " City")):  # Bossier Sheriffs Office
        place += " Parish" if state == "LA" else " County"
    return f"{place} {parsed.kind}"


def state_of(agency_id: str) -> str:
    """The state that an id begins with; a federal id ends with its state, if it has one."""
    parts = agency_id.split("-")
    code = (parts[-1] if parts[0] == "us" else parts[0]).upper()
    return code if code in STATES else ""
