"""Facts about the reading of transparency portals: lists and their states, directions, names with commas, facts."""

import os
import random
import re
import time
from pathlib import Path

import pandas as pd
import pytest

from helpers import files
from helpers.errors import NoSharingReport, PlatesError, ReadingError
from helpers.records.reading import portal_cards, sorted_lists
from helpers.records.reading.forms import flock_portal, registry
from helpers.records.reading.forms.base import Options
from helpers.records.reading.reports import EMPTY, LIST, NOT_SHOWN, SAYS_NONE, Production, Report
from tests import portals
from tests.portals import INBOUND, LABEL, NAMES, OWNER, SPLIT, Print

SHARED, RECEIVED = flock_portal.CARD.sections


@pytest.fixture
def produce(tmp_path):
    """Read a portal from its text or markup, as a file of its own that the registry recognizes."""

    def one(content: str | bytes, name: str = "portal.txt", **options) -> Production:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        chosen, production = registry.read(path, "elmville", Options(**options))
        assert chosen.card.name == "flock-portal" and chosen.why
        return production

    return one


def report(production: Production) -> Report:
    (one,) = production.reports
    return one


def names(production: Production, section: str = SHARED) -> list[str]:
    return [entry.agency for entry in report(production).section(section)]


def of_pdf(tmp_path: Path, *cards: tuple[str, str], numbers: list[int] | None = None, **how) -> Production:
    path = tmp_path / "2026-04-24.pdf"
    Print(path, **how).save(portals.usage(*cards))
    return registry.read(path, "elmville", Options(numbers=numbers))[1]


# --- states and directions --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cards", "state"),
    [
        ([(LABEL, NAMES)], LIST),
        ([(LABEL, "Birch CA PD")], LIST),
        ([(LABEL, "")], EMPTY),
        ([(LABEL, ""), ("Drones in Service", "3")], EMPTY),
        ([(LABEL, "None")], SAYS_NONE),
        ([(LABEL, "No outside agencies")], SAYS_NONE),
        ([(LABEL, f"{OWNER} does not share its data with outside agencies.")], SAYS_NONE),
        ([(f"{LABEL} - NONE", "")], SAYS_NONE),
        ([("None: Elmville does not share with outside agencies", "")], SAYS_NONE),
        ([], NOT_SHOWN),
    ],
)
def test_a_list_none_an_empty_label_and_no_label_are_four_things(produce, cards, state):
    for content, name in ((portals.text(*cards), "p.txt"), (portals.page(*cards), "p.html")):
        production = produce(content, name)
        assert report(production).states == {SHARED: state, RECEIVED: NOT_SHOWN}, name
        assert bool(names(production)) == (state == LIST)


@pytest.mark.parametrize(
    ("label", "section"),
    [
        (LABEL, SHARED),
        ("Only Agencies With External Access", SHARED),
        ("Agencies Elmville Shares With", SHARED),
        (f"Agencies {OWNER} shares data with", SHARED),
        ("Law enforcement agencies we share with", SHARED),
        ("External agencies who have access", SHARED),
        ("External Organizations with Access. The City of Elmville will not sell, share, or lend data.", SHARED),
        ("Access to external organizations", SHARED),
        ("Agencies that can search our data", SHARED),
        ("Agencies whose officers can search our data", ""),
        ("Agencies with whom data is shared", SHARED),
        (INBOUND, RECEIVED),
        (f"Agencies that share data with {OWNER}", RECEIVED),
        ("Agencies we receive data from", RECEIVED),
        ("Agencies whose data we can search", RECEIVED),
        (f"Agencies {OWNER} has access to", RECEIVED),
        ("Sharing Policy", ""),
        ("Sharing Restrictions", ""),
        ("Community Safeguards", ""),
        ("Partner agencies", ""),
    ],
)
def test_a_label_says_by_its_words_who_shares_with_whom(label, section):
    assert portal_cards.direction(label) == section


def test_both_lists_are_read_each_under_its_label(produce):
    production = produce(portals.text((LABEL, ""), (INBOUND, NAMES)))
    assert report(production).states == {SHARED: EMPTY, RECEIVED: LIST}
    assert names(production, RECEIVED) == SPLIT and names(production) == []


def test_a_list_under_no_label_that_says_who_shares_is_no_list_and_is_noted(produce):
    production = produce(portals.text(("Partner agencies", NAMES)))
    assert report(production).states[SHARED] == NOT_SHOWN and not names(production)
    assert any("no label that says who shares" in odd for odd in report(production).odd)
    assert any("no label" in odd for odd in report(produce(portals.text((NAMES, "")))).odd)


def test_sentences_under_a_label_of_sharing_are_a_fact_and_no_list(produce):
    sentence = "Elmville may only share data with agencies of California, and not with any private body."
    production = produce(portals.text(("Sharing with Partners", sentence)))
    assert report(production).states[SHARED] == NOT_SHOWN and not names(production)
    assert sentence in set(production.facts["value"])


# --- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "listed"),
    [
        (NAMES, SPLIT),
        ("San Jose State University CA, Alder CA PD, Birch CA PD", None),
        ("Alder CA PD, Mall Holdings, LLC, Oak CA PD", ["Alder CA PD", "Mall Holdings, LLC", "Oak CA PD"]),
        ("CA - Golf El Prado, LLC, CA - Wasco PD", ["CA - Golf El Prado, LLC", "CA - Wasco PD"]),
        ("Adams TX PD, Bell County Constable, Precinct 3 (TX), Bell County TX SO", None),
        ("Weston Park Parkways, District #12 (CA), Westville CA PD", ["Weston Park Parkways, District #12 (CA)", ""]),
        ("[DEACTIVATED] - demo, 1800 Block S Grove (CA), Alder CA PD", None),
        ("Alder CA PD, Oak, TX PD, Pine CA PD", ["Alder CA PD", "Oak, TX PD", "Pine CA PD"]),
        ("Alder CA PD, Alder CA PD, Birch CA PD", ["Alder CA PD", "Alder CA PD", "Birch CA PD"]),
    ],
)
def test_a_comma_in_a_name_is_told_by_the_order_and_by_the_words_of_the_names(printed, listed):
    split = [name.text for name in sorted_lists.split(printed).names]
    if listed is None:
        listed = re.split(r", (?!Precinct)", printed)
    assert [name for name in split if name] == [name or split[-1] for name in listed]
    assert all(printed[name.start : name.end].strip() for name in sorted_lists.split(printed).names)


@pytest.mark.parametrize(
    ("printed", "says"),
    [
        ("Bay Water, University of California, Berkeley, Upland CA PD", "may be part of a name"),
        ("Yew CA PD, Alder CA PD, Upland CA PD, Birch CA PD, Zed Bay, Berkeley, Cedar CA SO, Aspen CA PD", "order"),
        ("Alder CA PD, Yew CA PD, Birch CA PD, Zinc CA PD", "out of order"),
        ("Alder CA PD,, Birch CA PD", "may be missing"),
    ],
)
def test_what_neither_order_nor_words_decide_is_kept_in_parts_and_noted(printed, says):
    split = sorted_lists.split(printed)
    assert [name.text for name in split.names] == [part.strip() for part in printed.split(",") if part.strip()]
    assert any(says in odd for odd in split.odd)


def test_a_name_that_one_list_decides_is_read_so_in_the_other(produce):
    inbound = "University of California, Berkeley, Zinc CA PD, Alder CA PD, Yew CA PD, Birch CA PD, Xylo CA PD"
    production = produce(portals.text((LABEL, NAMES), (INBOUND, inbound)))
    assert names(production, RECEIVED)[0] == "University of California, Berkeley"


def test_names_a_line_each_are_read_as_they_are(produce):
    for content, name in (
        (portals.text((LABEL, "\n".join(SPLIT))), "p.txt"),
        (portals.page((LABEL, f"<ul>{''.join(f'<li>{one}</li>' for one in SPLIT)}</ul>"), escape=False), "p.html"),
        (portals.page((LABEL, "<br>".join(SPLIT)), escape=False), "p.html"),
    ):
        assert names(produce(content, name)) == SPLIT


def test_a_mark_stays_in_the_name_and_says_what_it_says(produce):
    marked = "[DEACTIVATED] - demo, [Federal] Alder CA PD, Birch CA PD (deactivated), Cedar CA PD [Inactive], Elm CA PD"
    rows = produce(portals.text((LABEL, marked))).rows
    assert list(rows["agency_printed"]) == marked.split(", ")
    assert list(rows["inactive"]) == [True, False, True, True, False]


@pytest.mark.parametrize("end", ["and 25 more", "+25 more", "+ 25", "Show more", "View all", "25 others"])
def test_a_list_that_the_page_cuts_short_is_a_part_and_its_last_words_are_no_name(produce, end):
    production = produce(portals.text((LABEL, f"Alder CA PD, Birch CA PD, {end}")))
    assert names(production) == ["Alder CA PD", "Birch CA PD"] and end in report(production).partial


def test_a_name_or_a_file_that_is_cut_off_marks_the_last_row(produce):
    production = produce(portals.text((LABEL, "Alder CA PD, Birch CA PD, Cedar Coun…")))
    assert list(production.rows["cut"]) == [False, False, True] and report(production).partial
    whole = portals.text((LABEL, NAMES))
    production = produce(whole[: whole.index("Upland") + 4])
    assert list(production.rows["cut"])[-1] and not any(list(production.rows["cut"])[:-1])
    assert "ends within a list" in report(production).partial


def test_a_group_in_place_of_names_is_noted(produce):
    production = produce(portals.text((LABEL, "All California law enforcement agencies")))
    assert len(production.rows) == 1 and any("a group" in odd for odd in report(production).odd)


# --- what the file says of itself -------------------------------------------------------------------------------------


def test_the_day_is_the_pages_and_else_the_files_and_the_output_says_which(produce):
    production = produce(portals.text((LABEL, NAMES)), "2026-04-25.txt")
    assert str(report(production).as_of) == "2026-04-23"
    assert report(production).says["date in the file's name"] == "2026-04-25"
    assert {*production.facts["last_updated"], *production.facts["captured"]} == {"2026-04-23", "2026-04-25"}
    production = produce(portals.text((LABEL, NAMES), updated=""), "2026-04-25.txt")
    assert str(report(production).as_of) == "2026-04-25" and "file's name" in report(production).says["as of"]
    assert report(produce(portals.text((LABEL, NAMES), updated=""))).as_of is None


def test_the_agencys_settings_are_facts_and_lists_are_not(produce):
    production = produce(portals.text((LABEL, NAMES)))
    expected = [*portals.POLICIES, *portals.BEFORE, *portals.AFTER]
    assert list(zip(production.facts["label"], production.facts["value"], strict=True)) == expected
    assert list(production.facts["number"]) == list(range(1, len(expected) + 1))
    assert set(production.facts["agency"]) == {OWNER} and set(production.facts["heading"]) == {"Policies", "Usage"}


def test_rows_stand_on_page_1_in_the_column_list(produce):
    rows = produce(portals.text((LABEL, NAMES), (INBOUND, "Alder CA PD"))).rows
    assert set(rows["page"]) == {1} and set(rows["column"]) == {"list"} and rows["x0"].isna().all()
    assert list(rows["row_on_page"]) == list(range(1, 8)) and rows["row_id"].is_unique


def test_letters_of_any_encoding_and_any_line_ends_give_the_same_rows(produce):
    text = portals.text((LABEL, NAMES))
    for content in (text.replace("\n", "\r\n"), text.encode("utf-16"), "\ufeff" + text, text.replace(" ", "\u00a0")):
        assert names(produce(content)) == SPLIT
    rows = produce(portals.text((LABEL, "Alder CA PD, Peña CA PD")).encode("cp1252"))
    assert names(rows) == ["Alder CA PD", "Peña CA PD"] and any("Windows" in note for note in rows.notes)


def test_a_quotation_mark_of_which_the_page_prints_half_is_whole_again(produce):
    assert names(produce(portals.text((LABEL, "Alder CA PD, Kern County Sheriff\x19s Office")))) == [
        "Alder CA PD",
        "Kern County Sheriff’s Office",
    ]


# --- what is hidden ---------------------------------------------------------------------------------------------------

SECRET = "Secret Bay CA PD, Secret Cove CA PD, Secret Dale CA PD"
HIDING = [
    '<span style="display:none">{}</span>',
    '<span style="VISIBILITY: hidden">{}</span>',
    '<span style="opacity:0">{}</span>',
    '<span style="font-size:0px">{}</span>',
    '<span style="position:absolute;left:-9999px">{}</span>',
    '<span style="color:#fff;background:white">{}</span>',
    "<span hidden>{}</span>",
    '<span class="gone">{}</span>',
    "<details><summary></summary>{}</details>",
    "<template>{}</template>",
    "<script>{}</script>",
    "<noscript>{}</noscript>",
    "<!-- {} -->",
]


@pytest.mark.parametrize("hiding", HIDING)
def test_what_a_web_page_hides_goes_to_no_output(produce, hiding):
    value = f"Alder CA PD, Birch CA PD{hiding.format(', ' + SECRET)}"
    production = produce(portals.page((LABEL, value), style=".gone{display:none}", escape=False), "p.html")
    assert names(production) == ["Alder CA PD", "Birch CA PD"]
    shown = f"{report(production)}{production.rows.to_csv()}{production.facts.to_csv()}{production.notes}"
    assert "Secret" not in shown
    if not re.match(r"<(template|script|noscript|!)", hiding):
        assert report(production).partial


def test_a_list_that_is_hidden_whole_is_not_shown_and_not_empty(produce):
    content = portals.page((LABEL, f'<div style="display:none">{SECRET}</div>'), escape=False)
    production = produce(content, "p.html")
    assert report(production).states[SHARED] == NOT_SHOWN and production.rows.empty
    assert any("hides" in odd for odd in report(production).odd)


def test_a_rule_for_printing_hides_nothing_on_the_screen(produce):
    content = portals.page(
        (LABEL, f"<i class=gone>{NAMES}</i>"), style="@media print{.gone{display:none}}", escape=False
    )
    assert names(produce(content, "p.html")) == SPLIT


def test_a_log_of_searches_goes_to_no_output(produce):
    log = "id,userId,searchDate,networkCount,reason%0A1,someone,2026-04-01,12,case 26-113"
    link = f'<a href="data:text/csv;charset=utf-8,{log}">Download CSV</a>'
    web = produce(portals.page((LABEL, NAMES), ("Public Search Audit", link), escape=False), "p.html")
    pasted = produce(portals.text((LABEL, NAMES), ("Public Search Audit", log.replace("%0A", "\n"))))
    for production in (web, pasted):
        assert names(production) == SPLIT
        assert "someone" not in f"{report(production)}{production.rows.to_csv()}{production.facts.to_csv()}"


def test_a_web_page_without_styles_and_a_deep_one_give_the_same_rows(produce):
    plain = re.sub(r' style="[^"]*"', "", portals.page((LABEL, NAMES)))
    assert names(produce(plain, "p.html")) == SPLIT
    deep = portals.page((LABEL, NAMES)).replace("<body>", "<body>" + "<div>" * 3000)
    assert names(produce(deep, "p.html")) == SPLIT


# --- prints -----------------------------------------------------------------------------------------------------------

MANY = ", ".join(sorted({f"{a}{b} CA PD" for a in ("Alder", "Birch", "Cedar", "Elm") for b in range(10, 99)}))


@pytest.mark.parametrize("how", [{}, {"stamp": True}, {"bold": "Helvetica"}])
def test_a_print_gives_the_rows_and_facts_of_the_text(tmp_path, produce, how):
    cards = [(LABEL, f"{MANY}, University of California, Berkeley, Upland CA PD"), (INBOUND, NAMES)]
    text, print_ = produce(portals.text(*cards)), of_pdf(tmp_path, *cards, **how)
    for section in (SHARED, RECEIVED):
        assert names(print_, section) == names(text, section)
    facts = ["heading", "number", "label", "value"]
    pd.testing.assert_frame_equal(print_.facts[facts], text.facts[facts])
    assert (
        print_.rows["x0"].notna().all()
        and set(print_.rows["page"]) == {*print_.pages["page"]}
        and print_.rows["page"].max() > 1
    )
    assert print_.rows["row_id"].is_unique and report(print_).states == report(text).states


def test_an_empty_label_of_a_print_is_empty(tmp_path):
    assert report(of_pdf(tmp_path, (LABEL, ""), (INBOUND, NAMES))).states == {SHARED: EMPTY, RECEIVED: LIST}


def test_a_line_that_ends_with_a_hyphen_marks_the_row(tmp_path):
    production = of_pdf(tmp_path, (LABEL, "Alder CA PD, Foothill-\nDeAnza CA PD, Sand - \nHill CA PD, Yew CA PD"))
    assert names(production) == ["Alder CA PD", "Foothill-DeAnza CA PD", "Sand - Hill CA PD", "Yew CA PD"]
    assert production.rows["also_printed"][1] == "may be printed as: Foothill- DeAnza CA PD"
    assert any("Foothill- DeAnza" in odd for odd in report(production).odd) and not production.rows["also_printed"][2]


def test_a_name_that_runs_over_two_pages_stands_on_the_first_with_a_box_there(tmp_path):
    rows = of_pdf(tmp_path, (LABEL, MANY), (INBOUND, NAMES)).rows
    assert (
        (rows["bottom"] > rows["top"]).all() and (rows["bottom"] <= 1224).all() and rows["page"].is_monotonic_increasing
    )


def test_a_part_of_a_prints_pages_is_a_part(tmp_path):
    production = of_pdf(tmp_path, (LABEL, MANY), numbers=[1])
    assert "only 1 of" in report(production).partial and names(production) and list(production.pages["page"]) == [1]
    with pytest.raises(ReadingError, match="no such page"):
        of_pdf(tmp_path, (LABEL, MANY), numbers=[99])


# --- refusals, and that their advice works ----------------------------------------------------------------------------


def test_a_page_saved_before_its_scripts_ran_is_refused_and_the_advice_works(tmp_path, produce):
    shell = tmp_path / "shell.html"
    shell.write_text("<!DOCTYPE html><html><head><title>Transparency Portal</title></head><body></body></html>")
    with pytest.raises(NoSharingReport, match="select all, copy, and paste it into a text file"):
        registry.read(shell, "elmville", Options(), "flock-portal")
    with pytest.raises(PlatesError):
        registry.read(shell, "elmville", Options())
    assert names(produce(portals.text((LABEL, NAMES)))) == SPLIT
    assert names(of_pdf(tmp_path, (LABEL, NAMES))) == SPLIT


def test_a_file_larger_than_any_portal_is_refused_at_once_and_its_text_alone_is_read(tmp_path, produce):
    for name, start in (("large.txt", portals.text((LABEL, NAMES))), ("large.html", portals.page((LABEL, NAMES)))):
        path = tmp_path / name
        path.write_text(start + " " * flock_portal.MOST_BYTES)
        began = time.monotonic()
        with pytest.raises(PlatesError, match=r"paste it into a text file|larger than any portal"):
            registry.read(path, "elmville", Options(), "flock-portal")
        assert time.monotonic() - began < 5
    assert names(produce(portals.text((LABEL, NAMES)))) == SPLIT


def test_pages_of_a_text_are_refused_and_without_them_it_is_read(produce):
    with pytest.raises(ReadingError, match="Leave out --pages"):
        produce(portals.text((LABEL, NAMES)), numbers=[1])
    assert names(produce(portals.text((LABEL, NAMES)))) == SPLIT


def test_a_portal_of_pictures_is_refused_with_advice(tmp_path, produce):
    from reportlab.pdfgen.canvas import Canvas

    path = tmp_path / "p.pdf"
    canvas = Canvas(str(path))
    canvas.rect(10, 10, 300, 300, fill=1)
    canvas.save()
    with pytest.raises(ReadingError, match="paste it into a text file"):
        registry.read(path, "elmville", Options(), "flock-portal")


def test_a_list_alone_is_no_portal_but_is_read_as_one_where_the_form_is_named(tmp_path):
    path = tmp_path / "list.txt"
    path.write_text(f"Usage\n\n{LABEL}\n\n{NAMES}\n")
    _, production = registry.read(path, "elmville", Options(agency=OWNER), "flock-portal")
    assert names(production) == SPLIT and report(production).agency == OWNER
    assert any("whose portal" in odd for odd in report(production).odd)


# --- broken files -----------------------------------------------------------------------------------------------------


def test_a_portal_that_is_mutated_gives_right_rows_an_error_or_a_note(produce):
    """Lines or blocks lost, doubled or moved, and files cut off; PORTAL_SEED and PORTAL_TRIALS try others."""
    pick = random.Random(int(os.environ.get("PORTAL_SEED", "19")))
    others = ["Dogwood CA PD", "Elm CA PD", "Fir County CA SO"]
    cards, expected = [(LABEL, NAMES), (INBOUND, ", ".join(others))], {SHARED: SPLIT, RECEIVED: others}
    for trial in range(int(os.environ.get("PORTAL_TRIALS", "300"))):
        kind = "html" if trial % 2 else "txt"
        whole = (portals.page if kind == "html" else portals.text)(*cards)
        unit = re.split(r"(?<=>)(?=<)", whole) if kind == "html" else re.split(r"(?<=\n)", whole)
        mutated = "".join(_mutated(unit, pick))
        try:
            production = produce(mutated, f"p.{kind}")
        except PlatesError:
            continue
        one = report(production)
        for section, right in expected.items():
            got = names(production, section)
            lost = not got and right[0] in mutated
            assert (got in ([], right, right + right) and not lost) or one.odd or one.partial, (trial, kind, got)


def _mutated(unit: list[str], pick: random.Random) -> list[str]:
    at, to = pick.randrange(len(unit)), pick.randrange(len(unit))
    way = pick.choice(["lose", "double", "move", "cut"])
    if way == "lose":
        return unit[:at] + unit[at + 1 :]
    if way == "double":
        return [*unit[:at], unit[at], *unit[at:]]
    if way == "cut":
        return ["".join(unit)[: pick.randrange(len("".join(unit)))]]
    rest = unit[:at] + unit[at + 1 :]
    return [*rest[:to], unit[at], *rest[to:]]


# --- the portals at hand ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def drive() -> Path:
    folder = Path(os.environ.get("PLATES_DOCUMENTS", "none"))
    if not (folder / "flock-portals").is_dir():
        pytest.skip("no snapshots of portals are here: name their folder in PLATES_DOCUMENTS")
    return folder


def test_each_portal_at_hand_is_read_and_has_as_many_names_as_its_list_has_commas(drive):
    """The plain count is of commas in the line under the label, without those inside a name."""
    for path in sorted(drive.glob("flock-portals/*/*.txt")):
        _, production = registry.read(path, "portal", Options())
        lines = path.read_text().split("\n")
        for section, label in list(report(production).says.items())[-2:]:
            if not label.startswith("Organizations"):
                continue
            following = lines[lines.index(label) + 2]
            entries = names(production, section.removeprefix("label of "))
            if entries:
                assert len(entries) == following.count(",") + 1 - sum(name.count(",") for name in entries), path
            else:
                assert following.startswith(("Hotlists", "Organizations")) or "NONE" in label, path


def test_the_truth_of_the_portals_at_hand_is_read_exactly(drive):
    place = drive.parent / "truth" / "flock" / "a_txt_latest.csv"
    if not place.is_file():
        pytest.skip("the transcribed lists of the portals are not beside the documents")
    for (slug, day), printed in files.read_csv(place).groupby(["document", "date"]):
        _, production = registry.read(drive / "flock-portals" / slug / f"{day}.txt", "portal", Options())
        for way, section in (("outbound", SHARED), ("inbound", RECEIVED)):
            expected = list(printed[printed["direction"] == way]["organization_as_printed"])
            assert names(production, section) == expected, (slug, way)


def test_web_pages_and_prints_at_hand_give_the_rows_and_facts_of_the_text(drive):
    others = [*drive.glob("flock-portals-html/*/*.html"), *drive.glob("flock-portals-pdf/*/*.pdf")]
    assert others
    for path in others:
        text = drive / "flock-portals" / path.parent.name / f"{path.stem}.txt"
        (_, one), (_, other) = (registry.read(place, "portal", Options()) for place in (text, path))
        pd.testing.assert_frame_equal(one.facts, other.facts)
        assert report(one).states == report(other).states and report(one).as_of == report(other).as_of
        printed, again = one.rows["agency_printed"], other.rows["agency_printed"]
        either = again.where(again == printed, other.rows["also_printed"].str.removeprefix("may be printed as: "))
        assert list(either) == list(printed), path
