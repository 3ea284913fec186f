"""Lessons: from one source each, a students' notebook, an instructors' notebook and a card for paper, so that they
cannot drift.

A source is a jupytext percent script in `notebooks/lessons/source`; a cell's tag says who gets it:

- none: both notebooks · `instructor`: the instructors' alone · `settings`: holds the line `seed = 0`
- `exercise`: what stands between BEGIN and END SOLUTION is the instructors'; students get `answer = ...  # your line
  here`. `exercise="name"` beside the tag names it (`helpers.lessons.exercises`); a cell that checks the answer follows
  by itself
- `wrong`: neither notebook; a list `wrong` of pairs, an answer and a word that the check's message must hold
- `sentences`: what the reader of the five sentences holds; `faults=[...]`, a word of each fault that one of them must
  have. Heading, question, sentences, exercise, check and wrong answers follow by themselves
- `marking`: the lines of the table of points, and what is taken off; heading and right answers follow by themselves
- `card`: the card alone; its code computes what stands in the card's text as {{name}}

Same source and seed, same bytes.
"""

import ast
import contextlib
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jupytext
import nbformat

from helpers import files, palette, schemas
from helpers.collection import notebooks
from helpers.errors import NotebookError
from helpers.lessons import wording

FOLDER = notebooks.FOLDER / "lessons"
MINUTES = {"work": 35, "talk": 10, "slack": 5}
"""A class of 50 minutes; the slack is for sitting down and starting up."""

LEVELS = ("no programming", "a first course in Python")
FACTS = {"title": str, "aims": list, "minutes": dict, "prerequisites": str, "level": str, "reads": list}
"""What a lesson says of itself in its source's head, under `plates`."""

CARD_FROM = "Copied from stand-ins, not from the records."
"""Where a card's lines come from, unless the lesson's head says otherwise under `card_from`."""

TAGS = {"instructor", "settings", "exercise", "wrong", "sentences", "marking", "card"}
"""What a cell of a source may be. `check` is made, never written."""

QUESTION = """## Which of these five sentences could you print?

{holds}
Some of these sentences say what nothing here shows.
Put the letters of the sentences that you could print between curly brackets: `{{"a", "b"}}`."""

CHOICE = """### BEGIN SOLUTION
printable = {letter for letter in lesson.about.sentences if not lesson.why("sentences", letter)}
### END SOLUTION"""

WRONG_CHOICES = """wrong = [
    (set(lesson.about.sentences), "not all of them"),
    ({{min(printable)}}, "something is missing"),
    *((printable | {{next(a for a in lesson.about.sentences if word in lesson.why("sentences", a))}}, word) for word in {faults}),
]"""

MARKING = """## Marking

| | points |
|---|---|
{points}

The right answers of this copy, and what each of its sentences says too much:"""

SOLUTION = re.compile(r"^### BEGIN SOLUTION\n(.*?)^### END SOLUTION\n?", re.MULTILINE | re.DOTALL)
SEED = re.compile(r"^seed = \d+", re.MULTILINE)

New = Callable[..., nbformat.NotebookNode]
NEW_NOTEBOOK: New = nbformat.v4.new_notebook
NEW_MARKDOWN: New = nbformat.v4.new_markdown_cell
NEW_CODE: New = nbformat.v4.new_code_cell
"""What makes a notebook and its cells; nbformat does not say itself what they return."""


@dataclass(frozen=True)
class Lesson:
    """One lesson's source: its facts, and its cells with their tags."""

    path: Path
    facts: dict[str, Any]
    cells: list[nbformat.NotebookNode]

    @property
    def number(self) -> str:
        return self.path.name[:2]

    @property
    def name(self) -> str:
        return self.path.stem

    def tagged(self, tag: str, kind: str = "code") -> Iterator[nbformat.NotebookNode]:
        return (cell for cell in self.cells if tag_of(cell) == tag and cell.cell_type == kind)


def tag_of(cell: nbformat.NotebookNode) -> str:
    return next(iter(cell.metadata.get("tags", [])), "")


def listing(folder: Path = FOLDER / "source") -> list[Lesson]:
    """All lessons by number. Raises NotebookError for a source that does not keep the form."""
    return [read(path) for path in sorted(folder.glob("[0-9][0-9]_*.py"))]


def read(path: Path) -> Lesson:
    """One source. Raises NotebookError naming what is wrong with its facts or tags."""
    book = jupytext.reads(path.read_text(), fmt="py:percent")
    if strange := {tag for cell in book.cells for tag in cell.metadata.get("tags", [])} - TAGS:
        raise NotebookError("a tag that says nothing here", document=path.name, found=", ".join(sorted(strange)))
    cells = [made for cell in book.cells for made in _written_out(cell)]
    for place, cell in enumerate(cells, start=3):  # the title and the facts are cells 1 and 2 of either notebook
        cell.id = f"{path.name[:2]}-{place:02}"
    return Lesson(path, _facts(path.name, book.metadata.get("plates", {})), cells)


def _written_out(cell: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    """The cells that a cell of a source stands for. Raises NotebookError for an exercise without a name or an
    answer."""
    match tag_of(cell):
        case "exercise":
            name, solution = cell.metadata.get("exercise", ""), SOLUTION.search(cell.source)
            if not name or not solution:
                raise NotebookError(
                    "an exercise is not whole",
                    expected='exercise="name" beside its tag, and a solution between BEGIN and END',
                    found=cell.source,
                )
            return [cell, _code(f'lesson.check("{name}", {_answer(solution)})', "check")]
        case "sentences":
            return [
                NEW_MARKDOWN(QUESTION.format(holds=cell.source)),
                _code("lesson.show_sentences()"),
                *_written_out(_code(CHOICE, "exercise", exercise="sentences")),
                _code(WRONG_CHOICES.format(faults=cell.metadata["faults"]), "wrong", exercise="sentences"),
            ]
        case "marking":
            text = NEW_MARKDOWN(MARKING.format(points=cell.source), metadata={"tags": ["instructor"]})
            return [text, _code("lesson.show_answers()", "instructor")]
    return [cell]


def _code(source: str, tag: str = "", **facts: str) -> nbformat.NotebookNode:
    return NEW_CODE(source, metadata={"tags": [tag], **facts} if tag else {})


def _answer(solution: re.Match[str]) -> str:
    """The name that a solution assigns last. Raises NotebookError without one."""
    targets = [
        target for line in ast.parse(solution[1]).body if isinstance(line, ast.Assign) for target in line.targets
    ]
    if not targets or not isinstance(targets[-1], ast.Name):
        raise NotebookError("a solution assigns no answer", expected="answer = …", found=solution[1].strip())
    return targets[-1].id


def _facts(name: str, facts: dict[str, Any]) -> dict[str, Any]:
    """The facts of a source's head, if they are whole. Raises NotebookError for the first that is not."""
    for fact, kind in FACTS.items():
        if not isinstance(facts.get(fact), kind) or not facts[fact]:
            raise NotebookError(
                f"the lesson's {fact}",
                document=name,
                expected=kind.__name__,
                found=repr(facts.get(fact, "nothing")),
                do="Say it in the head of the source, under plates.",
            )
    if facts["minutes"] != MINUTES:
        raise NotebookError("the lesson's minutes", document=name, expected=MINUTES, found=facts["minutes"])
    if facts["level"] not in LEVELS:
        raise NotebookError("the lesson's level", document=name, expected=" or ".join(LEVELS), found=facts["level"])
    if strange := set(facts["reads"]) - set(schemas.names()):
        raise NotebookError(
            "the lesson reads tables that are not there", document=name, found=", ".join(sorted(strange))
        )
    return facts


# --- the pair ---------------------------------------------------------------------------------------------------------


def student(lesson: Lesson, seed: int = 0) -> nbformat.NotebookNode:
    """The students' notebook: exercises without their solutions, no instructor's cell, no outputs."""
    return _notebook(lesson, ("", "settings", "exercise", "check"), seed, _left_open)


def instructor(lesson: Lesson, seed: int = 0) -> nbformat.NotebookNode:
    """The instructors' notebook, not yet run: the same cells, with solutions, notes and answers."""
    return _notebook(lesson, ("", "settings", "exercise", "check", "instructor"), seed, _solved)


def _notebook(lesson: Lesson, tags: tuple[str, ...], seed: int, turned: Callable[[str], str]) -> nbformat.NotebookNode:
    book = NEW_NOTEBOOK(cells=_head(lesson, "instructor" in tags))
    for cell in (cell for cell in lesson.cells if tag_of(cell) in tags):
        if cell.cell_type == "markdown":
            made = NEW_MARKDOWN(cell.source)
        else:
            made = NEW_CODE(turned(SEED.sub(f"seed = {seed}", cell.source)))
        made.id = cell.id
        if tag_of(cell):
            made.metadata["tags"] = [tag_of(cell)]
        book.cells.append(made)
    book.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    book.metadata["plates"] = dict(lesson.facts)
    return book


def _solved(source: str) -> str:
    return SOLUTION.sub(lambda found: found[1], source).rstrip("\n")


def _left_open(source: str) -> str:
    """The name that the solution assigns last, with three dots in place of what it is."""
    return SOLUTION.sub(lambda found: f"{_answer(found)} = ...  # your line here\n", source).rstrip("\n")


def _head(lesson: Lesson, for_instructors: bool) -> list[nbformat.NotebookNode]:
    """The two first cells, made from the facts: title and what was read; aims, minutes, prerequisites, level,
    tables."""
    facts = lesson.facts
    copy = "**Instructors' copy**, with answers and notes: not for the class.\n\n" if for_instructors else ""
    says = notebooks.READ_FROM_STAND_INS.replace("was run on", "was run on" if for_instructors else "reads")
    title = f"# Lesson {int(lesson.number)}: {facts['title']}\n\n*Version {_version()}.*\n\n{copy}{says}"
    aims = "\n".join(f"- {aim}" for aim in facts["aims"])
    minutes = "{work} of work, {talk} of talk, {slack} to sit down and start".format(**facts["minutes"])
    reads = ", ".join(f"`{table}`" for table in facts["reads"])
    table = (
        f"| this lesson | |\n|---|---|\n| minutes | {sum(MINUTES.values())}: {minutes} |\n| level | {facts['level']} |\n"
        f"| you need | {facts['prerequisites']} |\n| reads | {reads} |\n"
        "| if a cell says NameError | a cell above it was not run: choose Run, then Run All Above Selected Cell |"
    )
    made = [NEW_MARKDOWN(text) for text in (title, f"**After this lesson you can**\n\n{aims}\n\n{table}")]
    for place, cell in enumerate(made, start=1):
        cell.id = f"{lesson.number}-{place:02}"
    return made


def _version() -> str:
    return str(json.loads(schemas.DESCRIPTOR.read_text())["version"])


# --- the card, and what the tests need --------------------------------------------------------------------------------


def computed(lesson: Lesson, seed: int = 0) -> dict[str, Any]:
    """What the lesson's code computes, by name: all its cells with their solutions, run in this process. The lists of
    wrong answers are under `tried`, by exercise. Raises NotYet when a solution is not right."""
    known: dict[str, Any] = {"__name__": lesson.name, "tried": {}}
    for cell in lesson.cells:
        if cell.cell_type == "code":
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(_solved(SEED.sub(f"seed = {seed}", cell.source)), cell.id, "exec"), known)
        if tag_of(cell) == "wrong":
            known["tried"][cell.metadata["exercise"]] = known["wrong"]
    return known


def card(lesson: Lesson, seed: int = 0) -> str:
    """The card in Markdown: fifteen minutes with paper, or with a spreadsheet. Raises NotebookError when it has
    none."""
    texts = [cell.source for cell in lesson.tagged("card", "markdown")]
    if not texts:
        raise NotebookError(
            "the lesson has no card", document=lesson.path.name, do='Write it in a cell with tags=["card"].'
        )
    known = computed(lesson, seed)
    text = re.sub(r"\{\{(\w+)\}\}", lambda found: str(known[found[1]]), "\n\n".join(texts))
    title = f"# {lesson.facts['title'].removesuffix('?')}: a card for fifteen minutes"
    where = f"*Lesson {int(lesson.number)}, version {_version()}. {lesson.facts.get('card_from', CARD_FROM)}*"
    return f"{title}\n\n{where}\n\n{text}\n"


# --- built ------------------------------------------------------------------------------------------------------------


def build(
    output: Path = FOLDER, seed: int = 0, only: list[str] | None = None, say: Callable[[str], None] = print
) -> None:
    """Write students' notebooks, instructors' notebooks (run) and cards of all lessons, or of those named, below
    `output`; outside the collection's own folder the cards also as one page to print.

    Raises NotebookError for a number that no lesson has, and for an instructors' notebook that does not run."""
    lessons = listing()
    if not lessons:
        raise NotebookError(
            "there is no source of a lesson here",
            expected=files.printable(FOLDER / "source"),
            found="nothing",
            do="A branch for a class leaves it out: run this where it is.",
        )
    if strange := set(only or []) - {lesson.number for lesson in lessons}:
        known = ", ".join(lesson.number for lesson in lessons)
        raise NotebookError("there is no such lesson", expected=known, found=", ".join(sorted(strange)))
    cards = []
    for lesson in (lesson for lesson in lessons if not only or lesson.number in only):
        say(f"lesson {lesson.number}: {lesson.facts['title']}")
        files.write_text(output / "students" / f"{lesson.name}.ipynb", notebooks.stored(student(lesson, seed)))
        run = notebooks.execute(
            instructor(lesson, seed), notebooks.Source("stand-ins"), f"instructors/{lesson.name}.ipynb"
        )
        files.write_text(output / "instructors" / f"{lesson.name}.ipynb", notebooks.stored(run))
        cards.append(card(lesson, seed))
        files.write_text(output / "cards" / f"{lesson.name}.md", cards[-1])
    if output == FOLDER:
        notebooks.write_between(FOLDER / "README.md", "lessons", table())
        notebooks.write_between(FOLDER / "README.md", "rubric", rubric())
    else:
        files.write_text(output / "cards.html", sheets(cards))


SHEETS = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Cards</title><style>@page { margin: 12mm; }'
    f"body {{ font: 10.5pt/1.4 {palette.FONT}; max-width: 18.5cm; margin: auto; }} section {{ break-after: page; }}"
    f"table {{ border-collapse: collapse; }} td, th {{ border: 1px solid {palette.BORDER}; padding: .15em .6em; }}"
    "th { text-align: left; } a.anchor-link { display: none; }</style>"
)


def sheets(cards: list[str]) -> str:
    """Cards as one page for the browser's Print, a sheet of paper each. The site prints those of seed 0 alone."""
    from nbconvert.filters import markdown2html

    return SHEETS + "\n".join(f"<section>{markdown2html(text)}</section>" for text in cards) + "</html>\n"


def table() -> str:
    """The table of lessons for notebooks/lessons/README.md."""
    lines = ["| lesson | aims: afterwards one can | level | card |", "|---|---|---|---|"]
    for lesson in listing():
        link = f"[{int(lesson.number)}. {lesson.facts['title']}](students/{lesson.name}.ipynb)"
        aims = "; ".join(lesson.facts["aims"])
        lines.append(f"| {link} | {aims} | {lesson.facts['level']} | [card](cards/{lesson.name}.md) |")
    return "\n".join(lines)


def rubric() -> str:
    """What costs a sentence its points, in every lesson, for the teachers' page."""
    return "\n".join(f"- {fault}" for fault in wording.RUBRIC)
