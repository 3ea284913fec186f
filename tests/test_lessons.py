"""Facts about the lessons: the pair is one source, starters fail, solutions pass for every seed, and a check says what
is wrong with an answer."""

import functools
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
from helpers.lessons import checks, exercises, texts, wording
from helpers.lessons.answers import lesson_08
from helpers.sharing import unresolved
from tests import another_run, browser
from tests.test_notebooks import copy_of_the_tree, faults, nbval

LESSONS = lessons.listing()
IDS = [lesson.name for lesson in LESSONS]
SEEDS = range(5)

each = pytest.mark.parametrize("lesson", LESSONS, ids=IDS)
each_seed = pytest.mark.parametrize("seed", SEEDS)


@pytest.fixture(scope="module")
def computed():
    """What a lesson's code computes with a seed, by name, once for all tests; a lesson may be given by its number."""
    sources, compute = {lesson.number: lesson for lesson in LESSONS}, lessons.computed
    once = functools.cache(lambda number, seed: compute(sources[number], seed))
    return lambda lesson, seed: once(getattr(lesson, "number", lesson), seed)


def stored(kind: str, lesson: lessons.LessonSource) -> nbformat.NotebookNode:
    return nbformat.read(lessons.FOLDER / kind / f"{lesson.name}.ipynb", as_version=4)


def without_outputs(book: nbformat.NotebookNode) -> str:
    book.metadata.pop("language_info", None)
    for _, cell in notebooks.code_cells(book):
        cell.outputs, cell.execution_count = [], None
    return notebooks.stored(book)


def checked_in(lesson: lessons.LessonSource) -> list[str]:
    """The exercises that the lesson's check cells name, in order."""
    return [re.search(r'\.check\("([^"]+)"', cell.source)[1] for cell in lesson.tagged("check")]


def refusal(lesson: exercises.LessonChecks, name: str, answer) -> NotYet:
    with pytest.raises(NotYet) as refused:
        lesson.check(name, answer)
    return refused.value


@each
def test_the_stored_pair_and_handout_are_what_the_source_gives_now(lesson):
    students = (lessons.FOLDER / "students" / f"{lesson.name}.ipynb").read_text()
    assert notebooks.stored(lessons.student(lesson)) == students
    assert without_outputs(lessons.instructor(lesson)) == without_outputs(stored("instructors", lesson))
    assert lessons.handout(lesson) == (lessons.FOLDER / "cards" / f"{lesson.name}.md").read_text()


def test_nothing_is_stored_that_no_source_gives():
    for kind, suffix in (("students", "ipynb"), ("instructors", "ipynb"), ("cards", "md")):
        paths = (lessons.FOLDER / kind).glob("[!.]*")  # a name with a dot is JupyterLab's
        assert sorted(path.name for path in paths) == [f"{name}.{suffix}" for name in IDS]


@each
def test_students_get_no_output_no_solution_and_no_note_and_instructors_get_all(lesson):
    book = stored("students", lesson)
    assert all(cell.execution_count is None and cell.outputs == [] for _, cell in notebooks.code_cells(book))
    for cell in lesson.tagged("exercise"):
        solution = lessons.SOLUTION.search(cell.source)[1].strip()
        assert solution not in str(book.cells)
        assert solution in {c.id: c.source for c in stored("instructors", lesson).cells}[cell.id]
    tags = {tag for cell in book.cells for tag in cell.metadata.get("tags", [])}
    assert not tags & {"instructor", "wrong", "handout"}
    assert faults(stored("instructors", lesson)) == []


@each
def test_a_lesson_has_what_a_class_of_fifty_minutes_needs(lesson):
    assert sum(lesson.facts["minutes"].values()) == 50 and len(lesson.facts["aims"]) >= 2
    student = "\n".join(c.source for c in lesson.cells if c.cell_type == "markdown" and not lessons.tag_of(c))
    notes = "\n".join(c.source for c in lesson.tagged("instructor", "markdown"))
    for_all = ("**Predict, then run.**", "## To talk about", "Which of these five sentences could you print?")
    assert all(part in student for part in for_all)
    assert all(part in notes for part in ("**What goes wrong.**", "## Marking", "| minutes |", "**The handout.**"))
    assert len(checked_in(lesson)) >= 4 and all(len(c.source.splitlines()) <= 12 for c in lesson.tagged(""))


NUMBERS = re.compile(r"`[^`]*`|\b(?:19|20)\d\d\b|notebooks? \d\d|\bp(?:age|\.) \d+|^#+ \d\.", re.MULTILINE)


@each
def test_the_students_prose_has_no_number_that_no_cell_computed(lesson):
    for cell in lesson.cells:
        if cell.cell_type == "markdown" and not lessons.tag_of(cell):
            assert not re.search(r"\d", NUMBERS.sub("", cell.source)), cell.source


@each
def test_a_handout_needs_no_computer(lesson):
    text = (lessons.FOLDER / "cards" / f"{lesson.name}.md").read_text()
    words = r"\b(python|notebook|cell to run|install|import|dataframe|pandas|code)\b"
    assert not re.search(words, text, re.IGNORECASE) and "{{" not in text
    assert sum(map(int, re.findall(r"\((\d+) minutes\)", text))) == 15


# --- what a handout prints, for every seed; `computed` gives what its text is made of -------------------------------


def listed_in(text: str) -> list[str]:
    """The first cells of a handout's table, or the lines of its list."""
    return [line.strip("|- ").split(" | ")[0] for line in text.splitlines()]


@each_seed
def test_the_names_of_handout_1_are_listed_under_the_heading_that_it_prints(seed, computed):
    about = (names := computed("01", seed))["lesson"].about
    under = checks.where(about.on_page, section=about.below)["agency_printed"]
    assert 5 <= len(listed_in(names["names"])) <= 6 and set(listed_in(names["names"])) <= set(under)


@each_seed
def test_a_text_of_handout_2_is_a_name_or_half_of_one_whose_other_half_is_there(seed, computed):
    names = computed("02", seed)
    edge, printed = names["about"].edge - 3, names["printed"]
    for left in (True, False):
        sides = ([word.text for word in line if (word.x0 < edge) == left] for line in names["sample"])
        texts = [" ".join(side) for side in sides if side]
        halves = {half for one, two in itertools.pairwise(texts) if f"{one} {two}" in printed for half in (one, two)}
        assert set(texts) <= set(printed) | halves
    assert max(names["left"]) < edge < min(names["right"])


@each_seed
def test_the_second_list_of_handout_3_lacks_one_name_and_reads_another_as_its_page(seed, computed):
    names = computed("03", seed)
    lists = (names[one].splitlines() for one in ("layer", "page"))
    layer, page = ({line.split(" | ")[-1].strip("|- ") for line in lines} for lines in lists)
    assert len(layer) == 10 and len(page) == 9
    assert layer - page == {*names["misread"]["agency_read"], names["listed"].loc[names["left_out"], "agency_printed"]}
    assert page - layer == set(names["misread"]["agency_printed"]) != set()


@each_seed
def test_two_lines_of_handout_4_differ_by_the_state_alone_and_none_is_marked_inactive(seed, computed):
    names = computed("04", seed)
    listed, bare = names["on_handout"], names["bare"]
    assert any(f"{name} ({state})" in listed for name in bare for state in unresolved.states(name))
    assert all(re.search(r"\([A-Z]{2}\)$", name) for name in set(listed) - set(bare))
    assert not any(name.startswith("Inactive") for name in names["open_names"])


@each_seed
def test_handout_5_has_every_kind_that_its_table_has(seed, computed):
    names = computed("05", seed)
    tables = (names[table].itertuples(index=False) for table in ("few", "table"))
    few, all_lines = ({(one[1] != "", one[2] != "") for one in lines} for lines in tables)
    assert few == all_lines


@each_seed
def test_a_name_of_handout_6_that_is_in_its_first_list_alone_is_nowhere_in_the_later_report(seed, computed):
    names = computed("06", seed)
    later = checks.where(names["rows"], doc_id=names["after"])["agency_printed"]
    alone = set(names["old"]) - set(names["new"])
    assert alone and not alone & set(later) and set(names["new"]) <= set(later)


@each_seed
def test_a_state_looks_empty_on_the_map_of_handout_7(seed, computed):
    names = computed("07", seed)
    assert set(names["stated"]["state"]) - set(names["placed"]["state"])


@each_seed
def test_one_total_of_handout_9_does_not_add_up_and_the_key_names_it(seed, computed):
    names = computed("09", seed)
    rows = (line.strip("| ").split(" | ")[1:] for line in names["lines"].splitlines())
    lines = [[int(cell.replace(",", "")) for cell in row] for row in rows]
    off = [time for time, (scans, hits, total) in zip(names["hits"].index, lines, strict=True) if scans + hits != total]
    assert off == [names["made_up"]]


def test_two_lessons_or_more_need_no_programming():
    assert len(LESSONS) >= 9 and [lesson.facts["level"] for lesson in LESSONS].count("no programming") >= 2


def test_the_teachers_page_shows_the_lessons_and_the_rubric_as_they_are():
    text = (lessons.FOLDER / "README.md").read_text()
    assert lessons.table() in text and lessons.rubric() in text
    assert "make clean" not in text  # it takes away data/derived, which every lesson reads


def test_a_handout_of_any_seed_prints_on_one_sheet(tmp_path, computed, monkeypatch):
    monkeypatch.setattr(lessons, "computed", computed)
    with browser.walking() as (page, _, _):
        for seed in SEEDS:
            handouts = [lessons.handout(lesson, seed) for lesson in LESSONS]
            (path := tmp_path / "cards.html").write_text(lessons.printable(handouts))
            page.goto(path.as_uri())
            for form in ("Letter", "A4"):
                assert len(pdfium.PdfDocument(page.pdf(format=form))) == len(LESSONS), (seed, form)


def test_the_page_of_handouts_runs_no_script(tmp_path, computed, monkeypatch):
    monkeypatch.setattr(lessons, "computed", computed)
    (path := tmp_path / "cards.html").write_text(lessons.printable([lessons.handout(lesson) for lesson in LESSONS]))
    assert browser.unguarded(path, tmp_path / "changed.html") == []


@each
def test_no_line_that_a_lesson_prints_breaks_within_a_word_in_jupyterlab(lesson, computed):
    cells = [cell for cell in stored("instructors", lesson).cells if "instructor" not in cell.metadata.get("tags", [])]
    outputs = [out for cell in cells for out in cell.get("outputs", []) if out.output_type == "stream"]
    printed = [out.text for out in outputs if "(a)" in out.text]
    printed += [out.text for cell in cells if "check" in cell.metadata.get("tags", []) for out in cell.outputs]
    names = computed(lesson, 0)
    for name, answers in names["tried"].items():
        printed += refusal(names["lesson"], name, answers[0][0])._render_traceback_()
    assert printed and max(len(line) for text in printed for line in text.splitlines()) <= wording.WIDTH


@each
def test_every_exercise_is_checked_once_and_has_three_wrong_answers(lesson, computed):
    names, tried = computed(lesson, 0)["lesson"].exercises, computed(lesson, 0)["tried"]
    assert sorted(checked_in(lesson)) == sorted(names) == sorted(tried)
    assert all(len(answers) >= 3 for answers in tried.values())


def given_away(right, answer, message: str) -> list[str]:
    """What a message gives away: a number or word that is right, or a part of a right set that the answer lacks."""
    if not isinstance(right, set):
        return re.findall(rf"(?<!\w)(?<!\d\.){re.escape(str(right))}(?!\w)(?!\.\d)", message.casefold())
    lacking = right - answer if isinstance(answer, set) else right
    return [part for part in map(str, lacking) if f"“{part}”" in message.casefold()]


@each
def test_a_check_says_what_is_wrong_with_an_answer_and_not_the_right_one(lesson, computed):
    names = computed(lesson, 0)
    for name, answers in names["tried"].items():
        right = checks.plain(names["lesson"].exercises[name].right)
        messages = [str(refusal(names["lesson"], name, answer)) for answer, _ in answers]
        assert len(set(messages)) >= 3, f"{name}: {messages}"
        for (answer, word), text in zip(answers, messages, strict=True):
            assert word in text, f"{name}, {answer!r}: {text}"
            assert given_away(right, checks.plain(answer), text) == [], f"{name}, {answer!r}: {text}"


def test_a_message_that_gives_the_answer_away_is_seen():
    assert given_away(4, 5, "not 5 but 4.") and given_away("in", "out", "It is in.") and not given_away(4, 5, "not 14")
    assert given_away({"x", "y"}, {"x"}, "“y” is missing")
    assert not given_away({"x", "y"}, {"x", "z"}, "“z” does not belong there")


@each
@each_seed
def test_the_solutions_are_right_for_every_seed(lesson, seed, computed):
    assert computed(lesson, seed)["seed"] == seed  # its check cells raise otherwise


@each
def test_another_seed_asks_for_another_answer(lesson, computed):
    by_seed = [computed(lesson, seed)["lesson"].exercises for seed in SEEDS]
    plain = {name: [checks.plain(one[name].right) for one in by_seed] for name in by_seed[0]}
    right = {name: [str(sorted(r, key=str) if isinstance(r, set) else r) for r in plain[name]] for name in plain}
    assert len(set(zip(*right.values(), strict=True))) == len(SEEDS)
    assert sum(len(set(answers)) >= 3 for answers in right.values()) >= 3, right


@each
def test_the_same_seed_asks_for_the_same(lesson):
    one, two = (exercises.of(lesson.number, 3).exercises for _ in range(2))
    assert all(checks.plain(one[name].right) == checks.plain(two[name].right) for name in one)


def test_starters_run_without_sources_and_instructors_and_every_check_of_theirs_says_not_yet(tmp_path):
    tree = copy_of_the_tree(tmp_path)
    for kind in ("source", "instructors"):
        for path in (tree / "notebooks" / "lessons" / kind).iterdir():
            path.unlink()
    program = """
import json, pathlib
from helpers.errors import NotYet
for path in sorted(pathlib.Path("notebooks/lessons/students").glob("*.ipynb")):
    names = {"__name__": "x"}
    for cell in json.loads(path.read_text())["cells"]:
        if cell["cell_type"] == "code":
            try:
                exec("".join(cell["source"]), names)
                assert "check" not in cell["metadata"].get("tags", []), cell["id"]
            except NotYet as refused:
                print("REFUSED", cell["id"], refused)
"""
    environment = {"PYTHONPATH": str(tree), "MPLBACKEND": "Agg", "PATH": ""}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    refused = [line for line in done.stdout.splitlines() if line.startswith("REFUSED")]
    assert len(refused) == len([name for lesson in LESSONS for name in checked_in(lesson)])
    assert all("nothing is there" in line for line in refused)


def test_instructors_run_anew_give_every_stored_output(tmp_path):
    done = nbval(copy_of_the_tree(tmp_path), "notebooks/lessons/instructors")
    cells = sum(len(list(notebooks.code_cells(stored("instructors", lesson)))) for lesson in LESSONS)
    assert done.returncode == 0 and f"{cells} passed" in done.stdout, done.stdout[-3000:]


# --- the build, on a sample lesson ------------------------------------------------------------------------------------

SAMPLE = """# ---
# jupyter:
#   plates:
#     title: A sample lesson
#     aims: [count, doubt]
#     minutes: {work: 35, talk: 10, slack: 5}
#     prerequisites: none
#     level: no programming
#     reads: [rows]
# ---

# %% tags=["settings"]
seed = 0

# %%
from helpers.lessons import checks, exercises
lesson = exercises.LessonChecks(checks.About(), {"twice": checks.Exercise((seed + 1) * 2, {})})

# %% tags=["exercise"] exercise="twice"
# A word before.
### BEGIN SOLUTION
way = seed + 1
answer = way * 2
### END SOLUTION
# A word after.

# %% tags=["instructor"]
print("a note")

# %% tags=["handout"]
shown = answer

# %% [markdown] tags=["handout"]
# Twice: {{shown}}.
"""


@pytest.fixture
def made_up(tmp_path):
    def write(text: str) -> lessons.LessonSource:
        (path := tmp_path / "77_sample.py").write_text(text)
        return lessons.read(path)

    return write


@pytest.fixture
def sample(made_up):
    return made_up(SAMPLE)


def test_a_solution_becomes_three_dots_and_a_comment_stays(sample):
    before, after = "# A word before.\n", "\n# A word after."
    assert lessons.student(sample, 5).cells[4].source == f"{before}answer = ...  # your line here{after}"
    assert lessons.instructor(sample).cells[4].source == f"{before}way = seed + 1\nanswer = way * 2{after}"


def test_an_exercise_is_checked_by_its_name_in_the_cell_below(sample):
    for book in (lessons.student(sample), lessons.instructor(sample)):
        assert book.cells[5].source == 'lesson.check("twice", answer)' and book.cells[5].metadata.tags == ["check"]


@each
def test_no_two_exercises_of_a_lesson_share_a_name_so_that_an_old_answer_is_never_checked(lesson):
    asked = (cell.source for cell in stored("students", lesson).cells if cell.metadata.get("tags") == ["exercise"])
    names = [re.search(r"^(\w+) = \.\.\.", source, re.MULTILINE)[1] for source in asked]
    assert len(names) == len(set(names)) == len(checked_in(lesson))


def test_the_seed_is_in_both_notebooks_and_reaches_the_handout(sample):
    for book in (lessons.student(sample, 5), lessons.instructor(sample, 5)):
        assert book.cells[2].source == "seed = 5"
    assert lessons.handout(sample, 5).endswith("Twice: 12.\n")


def test_a_cell_keeps_its_id_in_both_notebooks(sample):
    ids = [[cell.id for cell in book.cells] for book in (lessons.student(sample), lessons.instructor(sample))]
    both = [f"77-{place:02}" for place in range(1, 7)]
    assert ids == [both, [*both, "77-07"]]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("work: 35", "work: 50", "the lesson's minutes"),
        ("level: no", "level: hard", "the lesson's level; expected no programming or a first course in Python"),
        ("reads: [rows]", "reads: [secrets]", "reads tables that do not exist; found secrets"),
        ("title: A sample lesson", "title:", "the lesson's title"),
        ('tags=["instructor"]', 'tags=["instuctor"]', "an unknown tag; found instuctor"),
        ('tags=["instructor"]', 'tags=["check"]', "an unknown tag; found check"),
        (' exercise="twice"', "", "an exercise is not whole"),
        ("### BEGIN SOLUTION\n", "", "an exercise is not whole"),
        ("way = seed + 1\nanswer = way * 2", "print(seed)", "a solution assigns no answer"),
        ("way = seed + 1\nanswer = way * 2", "answer, way = 1, 2", "a solution assigns no answer"),
    ],
)
def test_a_source_that_does_not_keep_the_form_is_refused(made_up, old, new, says):
    with pytest.raises(NotebookError, match=re.escape(says)):
        made_up(SAMPLE.replace(old, new))


def test_building_writes_the_pair_and_the_handout_and_runs_the_instructors(sample, tmp_path, monkeypatch):
    monkeypatch.setattr(lessons, "listing", lambda: [sample])
    assert cli.main(["lessons", "--seed", "5", "--only", "77", "--output", str(tmp_path / "built")]) == 0
    made = {path.parent.name: path for path in (tmp_path / "built").rglob("*.*")}
    assert set(made) == {"students", "instructors", "cards", "built"}
    assert "<p>Twice: 12.</p>" in made["built"].read_text()
    run = nbformat.read(made["instructors"], as_version=4).cells[-1]
    assert run.execution_count == 5 and run.outputs[0].text == "a note\n"


@pytest.mark.parametrize("place", ["", "students", "cards/{}.md", "instructors/{}.ipynb", "cards.html"])
def test_lessons_are_written_through_no_link_and_beside_no_other_run(sample, tmp_path, monkeypatch, capsys, place):
    monkeypatch.setattr(lessons, "listing", lambda: [sample])
    monkeypatch.setattr(lessons.notebooks, "execute", lambda *_: pytest.fail("a notebook was run"))
    words = ["lessons", "--seed", "5", "--only", "77", "--output", str(tmp_path / "built")]
    with another_run.in_folder(tmp_path / "built"):
        assert cli.main(words) == 1
    assert "/built: another run is writing into this folder" in capsys.readouterr().err
    (tmp_path / "else").mkdir()
    link = tmp_path / "built" / place.format(sample.name)
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(tmp_path / "else")
    assert cli.main(words) == 1 and "this is a link to another place" in capsys.readouterr().err
    assert list((tmp_path / "else").iterdir()) == [] and link.is_symlink()


def test_a_lesson_that_does_not_exist_is_refused(capsys):
    assert cli.main(["lessons", "--only", "98"]) == 1
    assert "there is no such lesson; expected 01" in capsys.readouterr().err


def test_a_lesson_without_a_handout_is_refused(made_up):
    with pytest.raises(NotebookError, match="the lesson has no handout"):
        lessons.handout(made_up(SAMPLE.split("# %% [markdown]")[0]))


@pytest.mark.parametrize("seed", ["4", 1.5, None, True])
def test_a_seed_that_is_not_a_whole_number_is_refused(seed):
    with pytest.raises(NotebookError, match="the seed is not a whole number"):
        exercises.of("04", seed)


NAMES = checks.Exercise({"x", "y"}, {"you took one way alone": {"x"}}, "look again", "so it is")
COUNTS = checks.Exercise({1, 2}, {}, "look again", "so it is")
NUMBER = checks.Exercise(4, {"you counted twice": 8}, "look again", "so it is")


def test_an_exercise_that_gives_no_reasons_says_so():
    lesson = exercises.LessonChecks(checks.About(), {"names": NAMES})
    assert lesson.why("names", "x") == ""
    with pytest.raises(NotebookError, match="this exercise gives no reason why a part does not belong; found names"):
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
        (checks.Exercise(4, {"one way": 8, "another": 8}), 8, "one way; or another"),
        (checks.Exercise("in", {"the other way": {"out", "off"}}), "Out", "the other way"),
        (NAMES, "x", "in curly brackets"),
        (NAMES, {"x"}, "you took one way alone"),
        (NAMES, {"y"}, "something is missing"),
        (NAMES, ["x", "y", "z"], "“z” does not belong there"),
        (NAMES, {"x", "y", "ALEA  (AL)"}, "“ALEA (AL)” does not belong there"),
        (NAMES, pd.Series(["x", "y", "ALEA"]), "“ALEA” does not belong there"),
        (COUNTS, {1, 2, 3}, "“3” does not belong there"),
    ],
)
def test_a_check_says_what_an_answer_shows(exercise, answer, says):
    with pytest.raises(NotYet, match=re.escape(says)):
        checks.checked(exercise, answer)


@pytest.mark.parametrize("written", ["Hot List Sharing", "hot-list sharing", "Hot Lists Shared"])
def test_a_heading_is_taken_as_its_page_prints_it(written):
    lesson = exercises.of("01", 2)
    assert lesson.about.heading == "Hot List Sharing"
    lesson.check("section", written)


def test_neighbors_have_another_handout_3_and_bounds_of_different_sections(computed):
    assert len({computed("03", seed)["layer"] for seed in SEEDS}) == len(SEEDS)
    bounds = [exercises.of("06", seed).exercises["bounds"].right for seed in SEEDS]
    assert all(one != other for one, other in itertools.pairwise(bounds))


def test_a_column_a_list_and_a_set_are_the_same_answer():
    for answer in ({"x", "y"}, ["y", "x", "x"], pd.Series(["X ", "y"])):
        assert checks.checked(NAMES, answer) == "so it is"


@pytest.mark.parametrize(
    ("sentence", "says"),
    [
        ("On 6 February 2020 a report listed “A”; it does not show that a plate was sent or used.", ""),
        ("On 6 February 2020 A sent plates to B, a report shows.", "sent or passed on"),
        ("A report listed “A”.", "names no day"),
        ("In 2020 A was listed.", "whose record"),
        ("The report of 2020 lists A because it wanted so.", "judges or explains"),
    ],
)
def test_the_rubric_finds_what_a_sentence_says_too_much(sentence, says):
    assert says in wording.fault(sentence) and bool(wording.fault(sentence)) == bool(says)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("{day}", "{month}", "the facts of the lesson and of its texts differ; found day, month"),
        ("“{name}”", "“A”", "the facts of the lesson and of its texts differ; found name"),
        ("  chain:", "  path:", "the exercises of the lesson and of its texts differ; found chain, path"),
        ("turned:", "round:", "the wrong ways of arrow of the lesson and of its texts differ; found round, turned"),
        ("means:", "shows:", "the lesson's texts do not keep the form"),
        ("faults:", "rules:", "the lesson's texts do not keep the form"),
        ("faults:", "faults: [", "the lesson's texts do not keep the form"),
    ],
)
def test_texts_that_do_not_fit_their_lesson_are_refused(tmp_path, old, new, says):
    about, text = exercises.of("05").about, (texts.FOLDER / "lesson_05.yml").read_text()
    (tmp_path / "lesson_05.yml").write_text(text.replace(old, new))
    with pytest.raises(NotebookError, match=says):
        (words := texts.read("05", tmp_path)).lettered(about.facts(), "05 0")
        words.joined(about)
