"""Facts about EFF and MuckRock's table: words kept as words, zeros told apart, nothing counted twice, no unlike sums
divided."""

import datetime

import pandas as pd
import pytest

from helpers import files, schemas
from helpers.collection import findings, measurements
from helpers.errors import TableError
from helpers.records import eff_table
from helpers.records.eff_table import COUNTED, ELSEWHERE, IN_PART, NO_COUNT, NOT_APPLICABLE, NOT_PROVIDED, NOTHING
from helpers.sharing.maps import charts
from tests.conftest import original_or_skip

EFF = eff_table.DOC_ID
HEADERS = ["Agency", "State", "DirectSharing", "NVLS", "2016Detections", "2016Hits", "2017Detections", "2017Hits"]
HEADERS += ["2016To2017Detections", "2016To2017Hits"]
NP = "Not Provided"
ELM = ("Elmville Police Department", "CA", "10", "Y", "1,000", "5", "2,000", "7", "3,000", "12")
OAK = ("Oakton Police Department", "TX", "20", "", "400", "1", "600", "0", "1,000", "1")
ASH = ("Ashford Police Department", "CA", "60", "N", "70", "0", "30", "0", "100", "0")
UNPROVIDED = ("Firville Police Department", "GA", NP, NP, NP, NP, NP, NP, NP, NP)
NONE = pd.DataFrame(columns=schemas.columns("agency_corrections"))


@pytest.fixture
def table(tmp_path):
    """Write lines as EFF's table and read them; `decided` are decisions by hand."""

    def made(*lines, decided=NONE):
        path = tmp_path / "table.csv"
        files.write_csv(pd.DataFrame(lines, columns=HEADERS), path)
        return eff_table.read(path, decided).set_index("agency")

    return made


def value(read: pd.DataFrame, figure: str):
    return eff_table.figures(read.reset_index()).set_index("figure").loc[figure]


def decision(**change):
    line = {"doc_id": EFF, "agency": ELM[0], "field": "state", "printed": "CA", "decision": "corrected", "chosen": "IN"}
    return pd.DataFrame([{**line, "reason": "x", "source": "x", "by": "x", **change}])


# --- words and numbers ------------------------------------------------------------------------------------------------


def test_numbers_are_numbers_and_the_pool_is_a_word(table):
    read = table(ELM, OAK, ASH)
    columns = ["partners", "scans_2016", "scans_2017", "scans_both", "hits_both"]
    assert read.loc[ELM[0], columns].tolist() == [10, 1000, 2000, 3000, 12]
    assert (read.loc[ELM[0], [f"{name}_says" for name in eff_table.COLUMNS]] == COUNTED).all()
    assert read["pool"].tolist() == ["yes", NOTHING, "no"]


def test_what_is_not_provided_has_no_number_and_keeps_its_word(table):
    read = table(ELM, UNPROVIDED).loc[UNPROVIDED[0]]
    assert read["pool"] == NOT_PROVIDED
    for name in eff_table.COLUMNS:
        assert pd.isna(read[name]) and read[f"{name}_says"] == NOT_PROVIDED


def test_not_applicable_and_see_another_agency_are_words_of_their_own(table):
    see = ("Elmville Fusion Center", "CA", "3", "", *[f"See {ELM[0]}"] * 6)
    read = table(ELM, see, ("Yewton Police Department", "CA", "1", "", *["n/a"] * 6))
    assert (
        read.loc[see[0], "scans_both_says"] == ELSEWHERE
        and read.loc["Yewton Police Department", "hits_2016_says"] == NOT_APPLICABLE
    )
    assert value(read, "scans")[["value", "agencies"]].tolist() == [3000, 1]


def test_an_agency_that_sends_us_to_one_that_is_not_there_is_an_error(table):
    what = r"Elmville Fusion Center, 2016Detections: a cell cannot be understood.*found See Nowhere"
    with pytest.raises(TableError, match=what):
        table(ELM, ("Elmville Fusion Center", "CA", "3", "", *["See Nowhere"] * 6))


@pytest.mark.parametrize("cell", ["refused", "1,23", "12.5", "-3", "about 500", "1 000"])
def test_a_cell_that_is_not_known_is_an_error_and_never_a_missing_number(table, cell):
    with pytest.raises(TableError, match="Elmville Police Department, DirectSharing: a cell cannot be understood"):
        table((*ELM[:2], cell, *ELM[3:]))


def test_an_unknown_word_about_the_pool_is_an_error(table):
    with pytest.raises(TableError, match="NVLS: an unknown word"):
        table((*ELM[:3], "maybe", *ELM[4:]))


def test_an_asterisk_marks_a_sum_as_part_and_it_still_counts(table):
    read = table(ELM, ("Beechton Police Department", "GA", "1", "", NP, NP, "500", "3", "500*", "3*"))
    assert read.loc["Beechton Police Department", ["scans_both", "scans_both_says"]].tolist() == [500, IN_PART]
    assert value(read, "scans")["value"] == 3500 and value(read, "scans_in_part")["value"] == 1


def test_a_count_of_partners_that_is_incomplete_is_kept_and_not_averaged(table):
    whole = (*OAK[:2], "Data Incomplete", *OAK[3:]), (*ASH[:2], "390 (Data Incomplete)", *ASH[3:])
    read = table(ELM, *whole)
    assert read["partners"].fillna(-1).tolist() == [10, -1, 390]
    assert read["partners_says"].tolist() == [COUNTED, IN_PART, IN_PART]
    assert value(read, "partners_mean")[["value", "agencies"]].tolist() == [10, 1]


def test_blanks_and_a_line_end_round_a_name_are_no_part_of_it(table):
    assert list(table(("Elmville Police Department \n", *ELM[1:])).index) == [ELM[0]]


def test_a_column_that_is_missing_is_an_error(tmp_path):
    files.write_csv(pd.DataFrame([ELM], columns=HEADERS).drop(columns="2017Hits"), tmp_path / "table.csv")
    with pytest.raises(TableError, match=r"columns are missing.*2017Hits"):
        eff_table.read(tmp_path / "table.csv", NONE)


# --- zeros ------------------------------------------------------------------------------------------------------------


def test_a_zero_made_of_not_provided_counts_nothing_and_a_counted_zero_counts(table):
    made = ("Firville Police Department", "GA", "1", "", "200", NP, "300", NP, "500", "0")
    read = table(ELM, ASH, made)
    assert pd.isna(read.loc[made[0], "hits_both"]) and read.loc[made[0], "hits_both_says"] == NO_COUNT
    assert read.loc[ASH[0], "hits_both"] == 0 and read.loc[ASH[0], "hits_both_says"] == COUNTED
    assert set(eff_table.with_both(read).index) == {ELM[0], ASH[0]}
    assert value(read, "hit_rate")["value"] == round(100 * 12 / 3100, 4)
    assert value(read, "hit_rate_zeros_counted")[["value", "agencies"]].tolist() == [round(100 * 12 / 3600, 4), 3]


def test_a_zero_with_a_zero_in_one_year_is_counted(table):
    read = table(ELM, ("Firville Police Department", "GA", "1", "", "n/a", "n/a", "500", "0", "500", "0"))
    assert read.loc["Firville Police Department", "hits_both_says"] == COUNTED
    assert value(read, "hits_zero_counted")["value"] == 1


def test_zeros_of_years_that_do_not_apply_are_no_count_of_scans(table):
    read = table(ELM, ("Firville District Attorney", "GA", "0", "", *["n/a"] * 4, "0", "0"))
    assert (read.loc["Firville District Attorney", ["scans_both_says", "hits_both_says"]] == NO_COUNT).all()
    assert value(read, "scans")["agencies"] == 1 and value(read, "scans_zero_of_no_count")["value"] == 1


# --- sums -------------------------------------------------------------------------------------------------------------


def test_a_rate_is_taken_over_agencies_with_both_and_not_over_unlike_sums(table):
    scans_only = ("Firville Police Department", "GA", "1", "", "6,000", NP, "1,000", NP, "7,000", NP)
    hits_only = ("Beechton Police Department", "GA", "1", "", NP, "100", NP, "200", NP, "300")
    read = table(ELM, OAK, scans_only, hits_only)
    assert value(read, "agencies_with_both")["value"] == 2
    assert value(read, "hit_rate")["value"] == 0.325  # 13 of 4,000
    assert value(read, "hit_rate_unlike_sums")["value"] == round(100 * 313 / 11_000, 4)
    unlike = value(read, "hit_rate_unlike_sums")
    assert pd.isna(unlike["agencies"]) and "wrong" in unlike["how"]


def test_hits_of_two_years_and_scans_of_one_are_told(table):
    unlike = ("Firville Police Department", "GA", "1", "", NP, "50", "1,000", "50", "1,000*", "100")
    read = table(ELM, unlike)
    assert eff_table.same_years(read).tolist() == [True, False]
    assert value(read, "hit_rate")["agencies"] == 2
    assert value(read, "hit_rate_same_years")[["value", "agencies"]].tolist() == [0.4, 1]


@pytest.mark.parametrize("name", ["Total", "TOTALS", "Grand Total", "All agencies", "Total (200 agencies)"])
def test_a_line_of_totals_is_left_out(table, name):
    read = table(ELM, OAK, ASH, (name, "", "90", "", "1,470", "6", "2,630", "7", "4,100", "13"))
    assert len(read) == 3 and value(read, "scans")["value"] == 4100 and value(read, "partners_sum")["value"] == 90


SUMS = ("90", "", "1,470", "6", "2,630", "7", "4,100", "13")


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        ([(*ELM[:8], "3,001", "12")], "2016To2017Detections: the two years do not add up; expected 3,000; found 3001"),
        ([(*ELM[:8], "3,000", NP)], "the two years do not add up"),
        ([ELM, OAK, ASH, ("Total", *[""] * 7, "4,101", "13")], "not the sum of its lines; expected 4,101; found 4,100"),
        ([ELM, OAK, ASH, ("Statewide Police", "CA", *SUMS)], "a line is the sum of all others; found Statewide Police"),
        ([ELM, ("", "", *SUMS)], "line 3 is not an agency in a state"),
    ],
    ids=["years", "a sum that is missing", "a false total", "a total under another name", "numbers without an agency"],
)
def test_what_does_not_add_up_is_an_error_and_is_never_summed(table, lines, what):
    with pytest.raises(TableError, match=what):
        table(*lines)


def test_an_agency_whose_name_begins_like_a_total_is_an_agency(table):
    assert len(table(ELM, ("Sumner Police Department", *OAK[1:]))) == 2


# --- agencies and states ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [ELM[0], ELM[0].upper(), f" {ELM[0]}"])
def test_an_agency_that_stands_there_twice_is_an_error(table, name):
    with pytest.raises(TableError, match="an agency is listed twice"):
        table(ELM, (name, *ELM[1:]))


def test_one_name_in_two_states_is_two_agencies(table):
    lines = table(ELM, (ELM[0], "TX", *ELM[2:]))
    assert lines["state"].tolist() == ["CA", "TX"]


def test_a_wrong_state_is_corrected_and_what_is_printed_is_kept(table):
    read = table(ELM, OAK, decided=decision()).loc[ELM[0]]
    assert (read["state"], read["state_printed"]) == ("IN", "CA")


def test_a_correction_that_makes_one_agency_of_two_is_an_error(table):
    with pytest.raises(TableError, match="an agency is listed twice"):
        table(ELM, (ELM[0], "IN", *ELM[2:]), decided=decision())


def test_a_state_that_is_not_settled_stays_as_printed(table):
    assert table(ELM, decided=decision(decision="not settled", chosen="")).loc[ELM[0], "state"] == "CA"


@pytest.mark.parametrize(
    ("change", "what"),
    [
        *((change, "matches no line") for change in ({"agency": "Nowhere"}, {"printed": "TX"}, {"field": "hits"})),
        *(
            (change, "says one thing and does another")
            for change in ({"chosen": "CA"}, {"chosen": ""}, {"decision": "not settled"})
        ),
    ],
)
def test_a_decision_that_matches_no_line_or_contradicts_itself_is_an_error(table, change, what):
    with pytest.raises(TableError, match=f"a decision {what}"):
        table(ELM, decided=decision(**change))


def test_munster_is_in_indiana_by_a_decision_with_its_reason():
    munster = eff_table.corrections().set_index("agency").loc["Munster Police Department"]
    assert munster[["printed", "chosen", "decision"]].tolist() == ["TX", "IN", "corrected"]
    assert "Munster IN" in munster["reason"]


def test_the_state_of_a_correction_has_a_place_of_that_name_and_the_one_printed_has_none():
    places = schemas.read("places")
    for line in eff_table.corrections().itertuples():
        there = set(places.loc[places["name"] == line.agency.split(" Department")[0].removesuffix(" Police"), "state"])
        assert line.printed not in there and (line.chosen in there or line.decision == "not settled"), line.agency


def test_one_agencys_own_line_needs_scans_and_hits(table):
    read = table(ELM, UNPROVIDED).reset_index()
    own = eff_table.of_one(read, ELM[0], "CA", "elm").set_index("figure")["value"]
    assert own["elm_per_thousand_2016"] == 5 and own["elm_per_thousand_2017"] == 3.5 and own["elm_partners"] == 10
    with pytest.raises(TableError, match="a hit rate cannot be computed"):
        eff_table.of_one(read, UNPROVIDED[0], "GA", "fir")
    with pytest.raises(TableError, match="does not have the agency once"):
        eff_table.of_one(read, ELM[0], "TX", "elm")


# --- the record -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def record():
    return schemas.read("eff_figures").set_index("figure")


@pytest.mark.parametrize("name", ["eff_figures", "eff_words"])
def test_the_record_was_made_by_the_present_code_on_the_manifests_original(name):
    assert measurements.holds(name) == ""


def test_the_record_has_the_published_sums_and_the_rate_over_agencies_with_both(record):
    sums = record.loc[["agencies", "scans", "hits", "agencies_with_both"], "value"].tolist()
    assert sums == [200, 2_541_566_055, 11_384_164, 158]
    assert record.loc[["hit_rate", "hit_rate_unlike_sums"], "value"].round(3).tolist() == [0.46, 0.448]
    assert record.loc[["partners_median", "partners_most", "in_pool"], "value"].tolist() == [68, 851, 130]
    assert f"{record.loc['partners_mean', 'value']:.1f}" == "160.2"


def test_no_line_of_the_record_prints_an_agency_but_the_three_that_it_is_about(record):
    ours = {f"{agency} ({state})" for agency, state in measurements.OURS.values()}
    assert set(record["which"]) == {"", "Burr Ridge Police Department (IL)", *ours}


def test_measured_anew_the_record_says_the_same():
    original_or_skip(EFF)
    for name, frame in measurements.measured_agencies().items():
        key = schemas.contract(name)["schema"]["primaryKey"]
        kept = schemas.read(name)
        anew = frame[schemas.columns(name)].sort_values(key, ignore_index=True)
        pd.testing.assert_frame_equal(anew.astype(kept.dtypes), kept)


def test_computed_another_way_from_the_original_the_record_says_the_same(record):
    """A few lines of pandas that know nothing of our reader."""
    raw = pd.read_csv(original_or_skip(EFF), dtype=str, keep_default_na=False)
    plain = raw.apply(lambda column: pd.to_numeric(column.str.replace(r"[,*]", "", regex=True), errors="coerce"))
    scans, hits, partners = plain["2016To2017Detections"], plain["2016To2017Hits"], plain["DirectSharing"]
    empty = (hits == 0) & plain["2016Hits"].isna() & plain["2017Hits"].isna()
    printed = (scans > 0) & hits.notna()
    both = printed & ~empty
    shares = {
        "hit_rate": 100 * hits[both].sum() / scans[both].sum(),
        "hit_rate_unlike_sums": 100 * hits.sum() / scans.sum(),
        "hit_rate_hits_beside": 100 * hits[both].sum() / (scans + hits)[both].sum(),
        "hit_rate_zeros_counted": 100 * hits[printed].sum() / scans[printed].sum(),
        "partners_mean": partners.mean(),
        "per_thousand_median": (1000 * hits / scans)[both].median(),
        "per_thousand_lower_quartile": (1000 * hits / scans)[both].quantile(0.25),
        "per_thousand_upper_quartile": (1000 * hits / scans)[both].quantile(0.75),
    }
    counts = {
        "agencies": len(raw), "in_pool": (raw["NVLS"] == "Y").sum(), "states": raw["State"].nunique() - 1,
        "scans": scans.sum(), "scans_with_both": scans[both].sum(), "agencies_with_both": both.sum(),
        "scans_in_part": raw["2016To2017Detections"].str.endswith("*").sum(),
        "scans_not_provided": (raw["2016To2017Detections"] == NP).sum(),
        "hits": hits.sum(), "hits_with_both": hits[both].sum(), "hits_zero_of_no_count": empty.sum(),
        "hits_zero_counted": ((hits == 0) & ~empty).sum(),
        "partners_sum": partners.sum(), "partners_median": partners.median(), "partners_most": partners.max(),
    }  # fmt: skip
    for figure, said in {**shares, **counts}.items():
        assert record.loc[figure, "value"] == pytest.approx(said, abs=0.00006), figure
    over = record.loc[["scans", "hits", "partners_mean"], "agencies"].tolist()
    assert over == [(scans > 0).sum(), (hits.notna() & ~empty).sum(), 185]
    assert record.loc["partners_most", "which"].startswith(raw["Agency"][partners.idxmax()])


# --- published sizes of the database ----------------------------------------------------------------------------------


def test_every_published_count_reads_words_that_stand_in_its_line_and_names_the_number_that_they_name():
    lines = schemas.read("figures").set_index("figure")
    scale = {"million": 10**6, "billion": 10**9}
    for count in schemas.read("published_counts").itertuples():
        line = lines.loc[count.figure]
        assert count.words in (line["value"], *line["note"].split("; ")), count.count_id
        word = next(word for word in scale if word in count.words)
        printed = count.words.split(f" {word}")[0].split()[-1]
        ends = [round(float(end) * scale[word]) for end in printed.split("-")]
        assert ends == [count.low, *([] if pd.isna(count.high) else [count.high])], count.count_id
        assert count.over == (f"over {printed}" in count.words)


def test_a_published_counts_date_is_a_date():
    for date in schemas.read("published_counts")["as_of"]:
        datetime.date.fromisoformat(f"{date}-01-01"[:10])


# --- how they are shown -----------------------------------------------------------------------------------------------


def test_a_whole_number_is_shown_with_all_its_digits_and_another_one_is_not_rounded_to_one():
    assert [findings.digits(n) for n in (2_541_566_055.0, 68, 0.46, 160.2)] == ["2,541,566,055", "68", "0.46", "160.2"]


def test_one_series_of_bars_has_no_legend_that_could_lie_on_a_bar_and_two_have_one():
    for columns, legend in ((["hits"], False), (["hits", "scans"], True)):
        (axes,) = charts.bars(pd.DataFrame(1, index=["Elm", "Oak"], columns=columns), "Elm", "Oak").axes
        assert (axes.get_legend() is not None) == legend
