"""Facts about the lessons: the pair is one source, starters fail, solutions pass for every seed, and a wrong answer
hears why."""

import copy
import itertools
import re
import subprocess
import sys

import nbformat
import pandas as pd
import pypdfium2 as pdfium
import pytest

from helpers import cli
from helpers.claims import ledger
from helpers.collection import notebooks
from helpers.errors import NotebookError, NotYet
from helpers.lessons import build as lessons
from helpers.lessons import checks, exercises, wording
from helpers.lessons.answers import lesson_08
from tests import browser
from tests.test_notebooks import copy_of_the_tree, faults, nbval

LESSONS = lessons.listing()
IDS = [lesson.name for lesson in LESSONS]
SEEDS = range(5)

each = pytest.mark.parametrize("lesson", LESSONS, ids=IDS)


@pytest.fixture(scope="module")
def computed():
    """What a lesson's code computes with a seed, once for all tests."""
    kept = {}

    def get(lesson: lessons.Lesson, seed: int) -> dict:
        if (lesson.number, seed) not in kept:
            kept[lesson.number, seed] = lessons.computed(lesson, seed)
        return kept[lesson.number, seed]

    return get


def stored(kind: str, lesson: lessons.Lesson) -> nbformat.NotebookNode:
    return nbformat.read(lessons.FOLDER / kind / f"{lesson.name}.ipynb", as_version=4)


def without_outputs(book: nbformat.NotebookNode) -> str:
    book = copy.deepcopy(book)
    book.metadata.pop("language_info", None)
    for _, cell in notebooks.code_cells(book):
        cell.outputs, cell.execution_count = [], None
    return notebooks.stored(book)


def checked_in(lesson: lessons.Lesson) -> list[str]:
    """The exercises that the lesson's check cells name, in order."""
    return [re.search(r'\.check\("([^"]+)"', cell.source)[1] for cell in lesson.tagged("check")]


def heard(lesson: exercises.Lesson, name: str, answer) -> str:
    with pytest.raises(NotYet) as refused:
        lesson.check(name, answer)
    return str(refused.value)


# --- the pair ---------------------------------------------------------------------------------------------------------


@each
def test_the_stored_pair_and_card_are_what_the_source_gives_now(lesson):
    assert (
        notebooks.stored(lessons.student(lesson)) == (lessons.FOLDER / "students" / f"{lesson.name}.ipynb").read_text()
    )
    assert without_outputs(lessons.instructor(lesson)) == without_outputs(stored("instructors", lesson))
    assert lessons.card(lesson) == (lessons.FOLDER / "cards" / f"{lesson.name}.md").read_text()


def test_nothing_is_stored_that_no_source_gives():
    for kind, suffix in (("students", "ipynb"), ("instructors", "ipynb"), ("cards", "md")):
        stored_here = (
            path.name for path in (lessons.FOLDER / kind).iterdir() if not path.name.startswith(".")
        )  # JupyterLab's
        assert sorted(stored_here) == [f"{name}.{suffix}" for name in IDS]


@each
def test_students_get_no_output_no_solution_and_no_note_and_instructors_get_all(lesson):
    book = stored("students", lesson)
    assert all(cell.execution_count is None and cell.outputs == [] for _, cell in notebooks.code_cells(book))
    for cell in lesson.tagged("exercise"):
        solution = lessons.SOLUTION.search(cell.source)[1].strip()
        assert solution not in str(book.cells)
        assert solution in {c.id: c.source for c in stored("instructors", lesson).cells}[cell.id]
    assert not {"instructor", "wrong", "card"} & {tag for cell in book.cells for tag in cell.metadata.get("tags", [])}
    assert faults(stored("instructors", lesson)) == []


@each
def test_a_lesson_has_what_a_class_of_fifty_minutes_needs(lesson):
    assert sum(lesson.facts["minutes"].values()) == 50 and len(lesson.facts["aims"]) >= 2
    student = "\n".join(c.source for c in lesson.cells if c.cell_type == "markdown" and not lessons.tag_of(c))
    notes = "\n".join(c.source for c in lesson.tagged("instructor", "markdown"))
    assert "**Predict, then run.**" in student and "## To talk about" in student
    assert "Which of these five sentences could you print?" in student
    assert (
        "**What goes wrong.**" in notes
        and "## Marking" in notes
        and "| minutes |" in notes
        and "**The card.**" in notes
    )
    assert len(checked_in(lesson)) >= 4 and all(len(c.source.splitlines()) <= 12 for c in lesson.tagged(""))


NUMBERS = re.compile(r"`[^`]*`|\b(?:19|20)\d\d\b|notebooks? \d\d|\bp(?:age|\.) \d+|^#+ \d\.", re.MULTILINE)


@each
def test_no_number_stands_in_the_students_prose_that_no_cell_computed(lesson):
    for cell in lesson.cells:
        if cell.cell_type == "markdown" and not lessons.tag_of(cell):
            assert not re.search(r"\d", NUMBERS.sub("", cell.source)), cell.source


@each
def test_a_card_needs_no_computer(lesson):
    text = (lessons.FOLDER / "cards" / f"{lesson.name}.md").read_text()
    words = r"\b(python|notebook|cell to run|install|import|dataframe|pandas|code)\b"
    assert not re.search(words, text, re.IGNORECASE) and "{{" not in text
    assert sum(map(int, re.findall(r"\((\d+) minutes\)", text))) == 15


# --- what a card prints, for every seed; `computed` holds what its text is made of
# --------------------------------------------

each_seed = pytest.mark.parametrize("seed", SEEDS)


def numbered(number: str, seed: int, computed) -> dict:
    return computed(next(lesson for lesson in LESSONS if lesson.number == number), seed)


def listed_in(text: str) -> list[str]:
    """The first cells of a card's table, or the lines of its list."""
    return [line.strip("|- ").split(" | ")[0] for line in text.splitlines()]


@each_seed
def test_the_names_of_card_1_stand_under_the_heading_that_it_prints(seed, computed):
    about = (known := numbered("01", seed, computed))["lesson"].about
    under = checks.where(about.on_page, section=about.below)["agency_printed"]
    assert 5 <= len(listed_in(known["names"])) <= 6 and set(listed_in(known["names"])) <= set(under)


@each_seed
def test_a_text_of_card_2_is_a_name_or_half_of_one_whose_other_half_is_there(seed, computed):
    known = numbered("02", seed, computed)
    edge, printed = known["about"].edge - 3, known["printed"]
    for left in (True, False):
        sides = ([word.text for word in line if (word.x0 < edge) == left] for line in known["sample"])
        texts = [" ".join(side) for side in sides if side]
        halves = {half for one, two in itertools.pairwise(texts) if f"{one} {two}" in printed for half in (one, two)}
        assert set(texts) <= set(printed) | halves
    assert max(known["left"]) < edge < min(known["right"])


@each_seed
def test_the_second_list_of_card_3_lacks_one_name_and_reads_another_as_its_page(seed, computed):
    known = numbered("03", seed, computed)
    layer, page = (
        {line.split(" | ")[-1].strip("|- ") for line in known[one].splitlines()} for one in ("layer", "page")
    )
    assert len(layer) == 10 and len(page) == 9
    assert layer - page == {*known["misread"]["agency_read"], known["listed"].loc[known["left_out"], "agency_printed"]}
    assert page - layer == set(known["misread"]["agency_printed"]) != set()


def test_card_3_is_another_for_the_neighbor(computed):
    assert len({numbered("03", seed, computed)["layer"] for seed in SEEDS}) == len(SEEDS)


@each_seed
def test_two_lines_of_card_4_differ_by_the_state_alone_and_none_is_marked_inactive(seed, computed):
    known = numbered("04", seed, computed)
    assert any(
        f"{name} ({state})" in known["on_card"] for name in known["bare"] for state in known["doubts"].states(name)
    )
    assert all(re.search(r"\([A-Z]{2}\)$", name) for name in set(known["on_card"]) - set(known["bare"]))
    assert not any(name.startswith("Inactive") for name in known["open_names"])


@each_seed
def test_card_5_has_every_kind_that_its_table_has(seed, computed):
    known = numbered("05", seed, computed)
    kinds = [
        {(one[1] != "", one[2] != "") for one in known[table].itertuples(index=False)} for table in ("few", "table")
    ]
    assert kinds[0] == kinds[1]


@each_seed
def test_a_name_of_card_6_that_is_in_its_first_list_alone_stands_nowhere_in_the_later_report(seed, computed):
    known = numbered("06", seed, computed)
    later = checks.where(known["rows"], doc_id=known["after"])["agency_printed"]
    alone = set(known["old"]) - set(known["new"])
    assert alone and not alone & set(later) and set(known["new"]) <= set(later)


@each_seed
def test_a_state_looks_empty_on_the_map_of_card_7(seed, computed):
    known = numbered("07", seed, computed)
    assert set(known["stated"]["state"]) - set(known["placed"]["state"])


@each_seed
def test_one_total_of_card_9_does_not_add_up_and_the_key_names_it(seed, computed):
    known = numbered("09", seed, computed)
    lines = [
        [int(cell.replace(",", "")) for cell in line.split(" | ")[1:]]
        for line in known["lines"].replace(" |\n", "\n").rstrip("| ").splitlines()
    ]
    off = [time for time, (scans, hits, total) in zip(known["hits"].index, lines, strict=True) if scans + hits != total]
    assert off == [known["made_up"]]


def test_two_lessons_or_more_need_no_programming():
    levels = [lesson.facts["level"] for lesson in LESSONS]
    assert len(LESSONS) >= 9 and levels.count("no programming") >= 2


def test_the_teachers_page_shows_the_lessons_and_the_rubric_as_they_are():
    text = (lessons.FOLDER / "README.md").read_text()
    assert lessons.table() in text and lessons.rubric() in text
    assert "make clean" not in text  # it takes away data/derived, which every lesson reads


def test_a_card_of_any_seed_prints_on_one_sheet(tmp_path, computed, monkeypatch):
    known = {(lesson.number, seed): computed(lesson, seed) for lesson in LESSONS for seed in SEEDS}
    monkeypatch.setattr(lessons, "computed", lambda lesson, seed: known[lesson.number, seed])
    with browser.walking() as (page, _, _):
        for seed in SEEDS:
            (path := tmp_path / "cards.html").write_text(
                lessons.sheets([lessons.card(lesson, seed) for lesson in LESSONS])
            )
            page.goto(path.as_uri())
            assert [len(pdfium.PdfDocument(page.pdf(format=form))) for form in ("Letter", "A4")] == [
                len(LESSONS)
            ] * 2, seed


@each
def test_no_line_that_a_lesson_tells_breaks_within_a_word_in_jupyterlab(lesson, computed):
    cells = [cell for cell in stored("instructors", lesson).cells if "instructor" not in cell.metadata.get("tags", [])]
    told = [
        out.text
        for cell in cells
        for out in cell.get("outputs", [])
        if out.output_type == "stream" and "(a)" in out.text
    ]
    told += [out.text for cell in cells if "check" in cell.metadata.get("tags", []) for out in cell.outputs]
    known = computed(lesson, 0)
    for name, answers in known["tried"].items():
        with pytest.raises(NotYet) as refused:
            known["lesson"].check(name, answers[0][0])
        told += refused.value._render_traceback_()
    assert told and max(len(line) for text in told for line in text.splitlines()) <= wording.WIDTH


# --- exercises --------------------------------------------------------------------------------------------------------


@each
def test_every_exercise_is_checked_once_and_has_three_wrong_answers(lesson, computed):
    known = computed(lesson, 0)["lesson"].exercises
    assert sorted(checked_in(lesson)) == sorted(known)
    tried = computed(lesson, 0)["tried"]
    assert sorted(tried) == sorted(known) and all(len(answers) >= 3 for answers in tried.values())


def told(right, answer, message: str) -> list[str]:
    """What a message gives away: a number or word that is right, or a part of a right set that the answer lacks."""
    if not isinstance(right, set):
        return re.findall(rf"(?<!\w)(?<!\d\.){re.escape(str(right))}(?!\w)(?!\.\d)", message.casefold())
    lacking = right - answer if isinstance(answer, set) else right
    return [part for part in map(str, lacking) if f"“{part}”" in message.casefold()]


@each
def test_a_wrong_answer_hears_what_is_wrong_and_not_the_right_one(lesson, computed):
    known = computed(lesson, 0)
    for name, answers in known["tried"].items():
        right = checks.plain(known["lesson"].exercises[name].right(known["lesson"].about))
        messages = [heard(known["lesson"], name, answer) for answer, _ in answers]
        assert len(set(messages)) >= 3, f"{name}: {messages}"
        for (answer, word), message in zip(answers, messages, strict=True):
            assert word in message, f"{name}, {answer!r}: {message}"
            assert told(right, checks.plain(answer), message) == [], f"{name}, {answer!r}: {message}"


def test_a_message_that_gives_the_answer_away_is_seen():
    assert told(4, 5, "not 5 but 4.") and told("in", "out", "It is in.") and told({"x", "y"}, {"x"}, "“y” is missing")
    assert not told(4, 5, "not 14") and not told({"x", "y"}, {"x", "z"}, "“z” does not belong there")


@each
@pytest.mark.parametrize("seed", SEEDS)
def test_the_solutions_are_right_for_every_seed(lesson, seed, computed):
    assert computed(lesson, seed)["seed"] == seed  # its check cells raise otherwise


@each
def test_another_seed_asks_for_another_answer(lesson, computed):
    asked = {seed: computed(lesson, seed)["lesson"] for seed in SEEDS}
    right = {
        name: [
            str(sorted(r, key=str) if isinstance(r := checks.plain(e.right(asked[seed].about)), set) else r)
            for seed in SEEDS
        ]
        for name, e in asked[0].exercises.items()
    }
    assert len(set(zip(*right.values(), strict=True))) == len(SEEDS)
    assert sum(len(set(answers)) >= 3 for answers in right.values()) >= 3, right


@each
def test_the_same_seed_asks_for_the_same(lesson):
    one, two = (exercises.of(lesson.number, 3) for _ in range(2))
    assert all(one.exercises[n].right(one.about) == two.exercises[n].right(two.about) for n in one.exercises)


def test_starters_run_without_sources_and_instructors_and_every_check_of_theirs_says_not_yet(tmp_path):
    tree = copy_of_the_tree(tmp_path)
    for kind in ("source", "instructors"):
        for path in (tree / "notebooks" / "lessons" / kind).iterdir():
            path.unlink()
    program = """
import json, pathlib
from helpers.errors import NotYet
for path in sorted(pathlib.Path("notebooks/lessons/students").glob("*.ipynb")):
    known = {"__name__": "x"}
    for cell in json.loads(path.read_text())["cells"]:
        if cell["cell_type"] == "code":
            try:
                exec("".join(cell["source"]), known)
                assert "check" not in cell["metadata"].get("tags", []), cell["id"]
            except NotYet as refused:
                print("REFUSED", cell["id"], refused)
"""
    environment = {"PYTHONPATH": str(tree), "MPLBACKEND": "Agg", "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tree, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    refused = [line for line in done.stdout.splitlines() if line.startswith("REFUSED")]
    assert len(refused) == sum(len(checked_in(lesson)) for lesson in LESSONS)
    assert all("nothing is there" in line for line in refused)


def test_instructors_run_anew_give_every_stored_output(tmp_path):
    done = nbval(copy_of_the_tree(tmp_path), "notebooks/lessons/instructors")
    cells = sum(len(list(notebooks.code_cells(stored("instructors", lesson)))) for lesson in LESSONS)
    assert done.returncode == 0 and f"{cells} passed" in done.stdout, done.stdout[-3000:]


# --- the engine, on a lesson that is made up --------------------------------------------------------------------------

HEAD = """# ---
# jupyter:
#   plates:
#     title: A made-up lesson
#     aims: [count, doubt]
#     minutes: {work: 35, talk: 10, slack: 5}
#     prerequisites: none
#     level: no programming
#     reads: [rows]
# ---

"""

BODY = """# %% tags=["settings"]
seed = 0

# %%
from helpers.lessons.exercises import Lesson, checks
lesson = Lesson(None, {"twice": checks.Exercise(lambda about: (seed + 1) * 2, {}, "", "")})

# %% tags=["exercise"] exercise="twice"
# A word before.
### BEGIN SOLUTION
way = seed + 1
answer = way * 2
### END SOLUTION
# A word after.

# %% tags=["instructor"]
print("a note")

# %% tags=["card"]
shown = answer

# %% [markdown] tags=["card"]
# Twice: {{shown}}.
"""


@pytest.fixture
def made_up(tmp_path):
    def write(text: str) -> lessons.Lesson:
        path = tmp_path / "77_made_up.py"
        path.write_text(text)
        return lessons.read(path)

    return write


def test_a_solution_becomes_three_dots_and_a_comment_stays(made_up):
    lesson = made_up(HEAD + BODY)
    assert (
        lessons.student(lesson, 5).cells[4].source
        == "# A word before.\nanswer = ...  # your line here\n# A word after."
    )
    assert (
        lessons.instructor(lesson).cells[4].source
        == "# A word before.\nway = seed + 1\nanswer = way * 2\n# A word after."
    )


def test_an_exercise_is_checked_by_its_name_in_the_cell_below(made_up):
    for book in (lessons.student(made_up(HEAD + BODY)), lessons.instructor(made_up(HEAD + BODY))):
        assert book.cells[5].source == 'lesson.check("twice", answer)' and book.cells[5].metadata.tags == ["check"]


@pytest.mark.parametrize("whole", [' exercise="twice"', "### BEGIN SOLUTION\n"])
def test_an_exercise_without_a_name_or_a_solution_is_refused(made_up, whole):
    with pytest.raises(NotebookError, match="an exercise is not whole"):
        made_up(HEAD + BODY.replace(whole, ""))


@pytest.mark.parametrize("solution", ["print(seed)", "answer, way = 1, 2"])
def test_a_solution_that_assigns_no_answer_is_refused(made_up, solution):
    with pytest.raises(NotebookError, match="a solution assigns no answer"):
        lessons.student(made_up(HEAD + BODY.replace("way = seed + 1\nanswer = way * 2", solution)))


@each
def test_no_two_exercises_of_a_lesson_share_a_name_so_that_an_old_answer_is_never_checked(lesson):
    names = [
        re.search(r"^(\w+) = \.\.\.", c.source, re.MULTILINE)[1]
        for c in stored("students", lesson).cells
        if c.metadata.get("tags") == ["exercise"]
    ]
    assert len(names) == len(set(names)) == len(checked_in(lesson))


def test_the_seed_stands_in_both_and_reaches_the_card(made_up):
    lesson = made_up(HEAD + BODY)
    assert all(
        book.cells[2].source == "seed = 5" for book in (lessons.student(lesson, 5), lessons.instructor(lesson, 5))
    )
    assert lessons.card(lesson, 5).endswith("Twice: 12.\n")


def test_a_cell_keeps_its_id_in_both_notebooks(made_up):
    lesson = made_up(HEAD + BODY)
    ids = [[cell.id for cell in book.cells] for book in (lessons.student(lesson), lessons.instructor(lesson))]
    both = [f"77-{place:02}" for place in range(1, 7)]
    assert ids == [both, [*both, "77-07"]]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("work: 35", "work: 50", "the lesson's minutes"),
        (
            "level: no programming",
            "level: hard",
            "the lesson's level; expected no programming or a first course in Python",
        ),
        ("reads: [rows]", "reads: [secrets]", "reads tables that are not there; found secrets"),
        ("title: A made-up lesson", "title:", "the lesson's title"),
        ('tags=["instructor"]', 'tags=["instuctor"]', "a tag that says nothing here; found instuctor"),
        ('tags=["instructor"]', 'tags=["check"]', "a tag that says nothing here; found check"),
    ],
)
def test_a_source_that_does_not_keep_the_form_is_refused(made_up, old, new, says):
    with pytest.raises(NotebookError, match=re.escape(says)):
        made_up((HEAD + BODY).replace(old, new))


def test_building_writes_the_pair_and_the_card_and_runs_the_instructors(made_up, tmp_path, monkeypatch):
    lesson = made_up(HEAD + BODY)
    monkeypatch.setattr(lessons, "listing", lambda: [lesson])
    assert cli.main(["lessons", "--seed", "5", "--only", "77", "--output", str(tmp_path / "built")]) == 0
    made = {path.parent.name: path for path in (tmp_path / "built").rglob("*.*")}
    assert set(made) == {"students", "instructors", "cards", "built"}
    assert "<p>Twice: 12.</p>" in made["built"].read_text()
    run = nbformat.read(made["instructors"], as_version=4).cells[-1]
    assert run.execution_count == 5 and run.outputs[0].text == "a note\n"


def test_a_lesson_that_is_not_there_is_refused(capsys):
    assert cli.main(["lessons", "--only", "98"]) == 1
    assert "there is no such lesson; expected 01" in capsys.readouterr().err


def test_a_lesson_without_a_card_is_refused(made_up):
    with pytest.raises(NotebookError, match="the lesson has no card"):
        lessons.card(made_up(HEAD + BODY.split("# %% [markdown]")[0]))


@pytest.mark.parametrize("seed", ["4", 1.5, None, True])
def test_a_seed_that_is_no_whole_number_is_refused(seed):
    with pytest.raises(NotebookError, match="the seed is no whole number"):
        exercises.of("04", seed)


NAMES = checks.Exercise(lambda a: {"x", "y"}, {"you took one way alone": lambda a: {"x"}}, "look again", "so it is")
COUNTS = checks.Exercise(lambda a: {1, 2}, {}, "look again", "so it is")
NUMBER = checks.Exercise(lambda a: 4, {"you counted twice": lambda a: 8}, "look again", "so it is")


def test_an_exercise_that_tells_no_reasons_says_so():
    lesson = exercises.Lesson(checks.About(), {"names": NAMES})
    assert lesson.why("names", "x") == ""
    with pytest.raises(NotebookError, match="this exercise tells of no part why it does not belong; found names"):
        lesson.why("names", "z")


def test_a_lesson_on_a_statement_without_a_number_is_refused(monkeypatch):
    bare = next(claim.id for claim in ledger.read() if claim.value is None)
    monkeypatch.setattr(lesson_08, "STATEMENTS", (bare,))
    with pytest.raises(NotebookError, match=f"the lesson's statement has no number; found {bare}"):
        exercises.of("08", 0)


@pytest.mark.parametrize(
    ("exercise", "answer", "says"),
    [
        (NUMBER, ..., "nothing is there"),
        (NUMBER, "4", "without quotation marks"),
        (NUMBER, True, "a number is asked for"),
        (NUMBER, 8, "you counted twice"),
        (NUMBER, 5, "look again"),
        (NUMBER, {(1, 2), (3, 4)}, "a number is asked for"),
        (
            checks.Exercise(lambda a: 4, {"one way": lambda a: 8, "another": lambda a: 8}, "", ""),
            8,
            "one way; or another",
        ),
        (checks.Exercise(lambda a: "in", {"the other way": lambda a: {"out", "off"}}, "", ""), "Out", "the other way"),
        (NAMES, "x", "in curly brackets"),
        (NAMES, {"x"}, "you took one way alone"),
        (NAMES, {"y"}, "something is missing"),
        (NAMES, ["x", "y", "z"], "“z” does not belong there"),
        (NAMES, {"x", "y", "ALEA  (AL)"}, "“ALEA (AL)” does not belong there"),
        (NAMES, pd.Series(["x", "y", "ALEA"]), "“ALEA” does not belong there"),
        (COUNTS, {1, 2, 3}, "“3” does not belong there"),
    ],
)
def test_what_an_answer_shows_is_said(exercise, answer, says):
    with pytest.raises(NotYet, match=re.escape(says)):
        checks.checked(exercise, checks.About(), answer)


@pytest.mark.parametrize("written", ["Hot List Sharing", "hot-list sharing", "Hot Lists Shared"])
def test_a_heading_is_taken_as_its_page_prints_it(written):
    lesson = exercises.of("01", 2)
    assert lesson.about.heading == "Hot List Sharing"
    lesson.check("section", written)


def test_neighbors_are_asked_for_bounds_of_different_sections():
    bounds = [lesson.exercises["bounds"].right(lesson.about) for lesson in (exercises.of("06", seed) for seed in SEEDS)]
    assert all(one != other for one, other in itertools.pairwise(bounds))


def test_a_column_a_list_and_a_set_are_the_same_answer():
    for answer in ({"x", "y"}, ["y", "x", "x"], pd.Series(["X ", "y"])):
        assert checks.checked(NAMES, checks.About(), answer) == "so it is"


@pytest.mark.parametrize(
    ("sentence", "says"),
    [
        ("On 6 February 2020 a report listed “A”; it does not show that a plate was sent or used.", ""),
        ("On 6 February 2020 A sent plates to B, a report shows.", "sent or passed on"),
        ("A report listed “A”.", "names no day"),
        ("In 2020 A was listed.", "in whose record"),
        ("The report of 2020 lists A because it wanted so.", "judges or explains"),
    ],
)
def test_the_rubric_finds_what_a_sentence_says_too_much(sentence, says):
    assert says in wording.fault(sentence) and bool(wording.fault(sentence)) == bool(says)
