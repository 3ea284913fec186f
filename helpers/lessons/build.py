"""Build the lessons: from one source each, a students' notebook, an instructors' notebook and a handout for paper, so
that they cannot drift apart.

A source is a jupytext percent script in `notebooks/lessons/source`. A cell's tag says who gets it:

- none: both notebooks · `instructor`: instructors only · `settings`: has the line `seed = 0`
- `exercise`: the lines between BEGIN and END SOLUTION are for instructors; students get `answer = ...`. `exercise="…"`
  beside the tag names it (`helpers.lessons.exercises`); a cell that checks the answer follows
- `wrong`: neither notebook; a list `wrong` of pairs, an answer and a word that the check's message must have
- `sentences`: what the reader of the five sentences has in hand; `faults=[...]`, a word of each fault that one of them
  must have. Heading, question, sentences, exercise, check and wrong answers follow
- `marking`: the rows of the table of points, and what costs points; heading and right answers follow
- `handout`: the handout only; its code computes the values for {{name}} in the handout's text

The same source and seed give the same bytes."""

import ast
import contextlib
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
import jupytext
import nbformat
import yaml

from helpers import files, folders, palette, schemas
from helpers.collection import notebooks
from helpers.errors import NotebookError
from helpers.html import policy
from helpers.lessons import wording

FOLDER = notebooks.FOLDER / "lessons"
CELLS: dict[str, str] = yaml.safe_load(Path(__file__).with_name("cells.yml").read_text(encoding="utf-8"))
PAGE = jinja2.Environment(autoescape=True).from_string(Path(__file__).with_name("handouts.html.j2").read_text("utf-8"))

MINUTES = {"work": 35, "talk": 10, "slack": 5}
"""A class of 50 minutes; the slack is for sitting down and starting up."""

LEVELS = ("no programming", "a first course in Python")
FACTS = {"title": str, "aims": list, "minutes": dict, "prerequisites": str, "level": str, "reads": list}
"""What a lesson's source says about the lesson, under `plates` at its top."""

HANDOUT_FROM = "Copied from stand-ins, not from the records."
"""Where a handout's lines come from, unless the source says otherwise under `handout_from`."""

PARTS = ("students/{}.ipynb", "instructors/{}.ipynb", "cards/{}.md")
"""What is written of each lesson, under its name."""

TAGS = {"instructor", "settings", "exercise", "wrong", "sentences", "marking", "handout"}
"""The tags that a source may use. `check` is made, never written."""

SOLUTION = re.compile(r"^### BEGIN SOLUTION\n(.*?)^### END SOLUTION\n?", re.MULTILINE | re.DOTALL)
SEED = re.compile(r"^seed = \d+", re.MULTILINE)

New = Callable[..., nbformat.NotebookNode]  # nbformat does not say itself what these return
NEW_NOTEBOOK: New = nbformat.v4.new_notebook
NEW_MARKDOWN: New = nbformat.v4.new_markdown_cell
NEW_CODE: New = nbformat.v4.new_code_cell


@dataclass(frozen=True)
class LessonSource:
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

    def filled(self, cell: str, **values: object) -> str:
        """A cell that every notebook has, with the lesson's number, version, facts and these values."""
        version = json.loads(schemas.DESCRIPTOR.read_text("utf-8"))["version"]
        return CELLS[cell].format_map({**self.facts, "number": int(self.number), "version": version, **values})


def tag_of(cell: nbformat.NotebookNode) -> str:
    return next(iter(cell.metadata.get("tags", [])), "")


def listing(folder: Path = FOLDER / "source") -> list[LessonSource]:
    """All lessons by number. Raises NotebookError for a source that does not keep the form."""
    return [read(path) for path in sorted(folder.glob("[0-9][0-9]_*.py"))]


def read(path: Path) -> LessonSource:
    """One source. Raises NotebookError naming what is wrong with its facts or tags."""
    book = jupytext.reads(path.read_text("utf-8"), fmt="py:percent")
    if strange := {tag for cell in book.cells for tag in cell.metadata.get("tags", [])} - TAGS:
        raise NotebookError("an unknown tag", document=path.name, found=", ".join(sorted(strange)))
    cells = [made for cell in book.cells for made in _written_out(cell)]
    for place, cell in enumerate(cells, start=3):  # the title and the facts are cells 1 and 2 of either notebook
        cell.id = f"{path.name[:2]}-{place:02}"
    return LessonSource(path, _facts(path.name, book.metadata.get("plates", {})), cells)


def _written_out(cell: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    """The cells for which one cell of a source stands. Raises NotebookError for an exercise without name or answer."""
    match tag_of(cell):
        case "exercise":
            name, solution = cell.metadata.get("exercise", ""), SOLUTION.search(cell.source)
            if not name or not solution:
                whole = 'exercise="name" beside its tag, and a solution between BEGIN and END'
                raise NotebookError("an exercise is not whole", expected=whole, found=cell.source)
            return [cell, _code(f'lesson.check("{name}", {_answer(solution)})', "check")]
        case "sentences":
            wrong = CELLS["wrong_choices"].format(faults=cell.metadata["faults"])
            return [
                NEW_MARKDOWN(CELLS["sentences"].format(holds=cell.source)),
                _code("lesson.show_sentences()"),
                *_written_out(_code(CELLS["choice"], "exercise", exercise="sentences")),
                _code(wrong, "wrong", exercise="sentences"),
            ]
        case "marking":
            text = NEW_MARKDOWN(CELLS["marking"].format(points=cell.source), metadata={"tags": ["instructor"]})
            return [text, _code("lesson.show_answers()", "instructor")]
    return [cell]


def _code(source: str, tag: str = "", **facts: str) -> nbformat.NotebookNode:
    return NEW_CODE(source, metadata={"tags": [tag], **facts} if tag else {})


def _answer(solution: re.Match[str]) -> str:
    """The name that a solution assigns last. Raises NotebookError without one."""
    assigned = [line for line in ast.parse(solution[1]).body if isinstance(line, ast.Assign)]
    if not assigned or not isinstance(assigned[-1].targets[-1], ast.Name):
        raise NotebookError("a solution assigns no answer", expected="answer = …", found=solution[1].strip())
    return assigned[-1].targets[-1].id


def _facts(name: str, facts: dict[str, Any]) -> dict[str, Any]:
    """The facts at the top of a source, if they are complete. Raises NotebookError for the first that is not."""
    for fact, kind in FACTS.items():
        if not isinstance(facts.get(fact), kind) or not facts[fact]:
            value = repr(facts.get(fact, "nothing"))
            do = "Write it at the top of the source, under plates."
            raise NotebookError(f"the lesson's {fact}", document=name, expected=kind.__name__, found=value, do=do)
    if facts["minutes"] != MINUTES:
        raise NotebookError("the lesson's minutes", document=name, expected=MINUTES, found=facts["minutes"])
    if facts["level"] not in LEVELS:
        raise NotebookError("the lesson's level", document=name, expected=" or ".join(LEVELS), found=facts["level"])
    if strange := ", ".join(sorted(set(facts["reads"]) - set(schemas.names()))):
        raise NotebookError("the lesson reads tables that do not exist", document=name, found=strange)
    return facts


# --- the pair ---------------------------------------------------------------------------------------------------------


def student(lesson: LessonSource, seed: int = 0) -> nbformat.NotebookNode:
    """The students' notebook: exercises without their solutions, no instructor's cell, no outputs."""
    return _notebook(lesson, seed, for_instructors=False)


def instructor(lesson: LessonSource, seed: int = 0) -> nbformat.NotebookNode:
    """The instructors' notebook, not yet run: the same cells, with solutions, notes and answers."""
    return _notebook(lesson, seed, for_instructors=True)


def _notebook(lesson: LessonSource, seed: int, for_instructors: bool) -> nbformat.NotebookNode:
    book = NEW_NOTEBOOK(cells=_first_cells(lesson, for_instructors))
    tags = {"", "settings", "exercise", "check", *(["instructor"] if for_instructors else [])}
    for cell in (cell for cell in lesson.cells if tag_of(cell) in tags):
        if cell.cell_type == "markdown":
            made = NEW_MARKDOWN(cell.source)
        else:
            made = NEW_CODE((_solved if for_instructors else _left_open)(SEED.sub(f"seed = {seed}", cell.source)))
        made.id = cell.id
        if tag_of(cell):
            made.metadata["tags"] = [tag_of(cell)]
        book.cells.append(made)
    book.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    book.metadata["plates"] = dict(lesson.facts)
    return book


def _solved(source: str) -> str:
    return SOLUTION.sub(lambda solution: solution[1], source).rstrip("\n")


def _left_open(source: str) -> str:
    """Three dots in place of the answer that the solution assigns last."""
    return SOLUTION.sub(lambda solution: f"{_answer(solution)} = ...  # your line here\n", source).rstrip("\n")


def _first_cells(lesson: LessonSource, for_instructors: bool) -> list[nbformat.NotebookNode]:
    """Two cells made from the facts: title and what was read; then aims, minutes, prerequisites, level and tables."""
    reads_from = notebooks.READ_FROM_STAND_INS.replace("was run on", "was run on" if for_instructors else "reads")
    copy = CELLS["instructors_copy"] if for_instructors else ""
    aims = "\n".join(f"- {aim}" for aim in lesson.facts["aims"])
    reads = ", ".join(f"`{table}`" for table in lesson.facts["reads"])
    facts = lesson.filled("facts", **MINUTES, all_minutes=sum(MINUTES.values()), aims=aims, reads=reads)
    texts = [lesson.filled("title", copy=copy, reads_from=reads_from), facts]
    return [NEW_MARKDOWN(text, id=f"{lesson.number}-{place:02}") for place, text in enumerate(texts, start=1)]


# --- the handout, and what the tests need -----------------------------------------------------------------------------


def computed(lesson: LessonSource, seed: int = 0) -> dict[str, Any]:
    """What the lesson's code computes, by name: all its cells with their solutions, run in this process. The lists of
    wrong answers are under `tried`, by exercise. Raises NotYet when a solution is not right."""
    names: dict[str, Any] = {"__name__": lesson.name, "tried": {}}
    for cell in lesson.cells:
        if cell.cell_type == "code":
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(_solved(SEED.sub(f"seed = {seed}", cell.source)), cell.id, "exec"), names)
        if tag_of(cell) == "wrong":
            names["tried"][cell.metadata["exercise"]] = names["wrong"]
    return names


def handout(lesson: LessonSource, seed: int = 0) -> str:
    """The handout in Markdown: fifteen minutes with paper, or with a spreadsheet. Raises NotebookError without one."""
    texts = [cell.source for cell in lesson.tagged("handout", "markdown")]
    if not texts:
        do = 'Write it in a cell with tags=["handout"].'
        raise NotebookError("the lesson has no handout", document=lesson.path.name, do=do)
    names = computed(lesson, seed)
    text = re.sub(r"\{\{(\w+)\}\}", lambda name: str(names[name[1]]), "\n\n".join(texts))
    source, title = lesson.facts.get("handout_from", HANDOUT_FROM), lesson.facts["title"].removesuffix("?")
    return lesson.filled("handout", title=title, handout_from=source, text=text)


def printable(handouts: list[str]) -> str:
    """Handouts in Markdown as one page for the browser's Print, one sheet of paper each."""
    from nbconvert.filters import markdown2html

    html = [markdown2html(text) for text in handouts]
    return PAGE.render(handouts=html, policy=policy, font=palette.FONT, border=palette.BORDER) + "\n"


# --- build ------------------------------------------------------------------------------------------------------------


def build(
    output: Path = FOLDER, seed: int = 0, only: list[str] | None = None, say: Callable[[str], None] = print
) -> None:
    """Write students' notebooks, instructors' notebooks (run) and handouts of all lessons, or of those named, below
    `output`; outside the collection's own folder the handouts also as one page to print.

    Raises NotebookError for a number that no lesson has, and for an instructors' notebook that does not run."""
    lessons, handouts = listing(), []
    if not lessons:
        do = "A branch for a class leaves the sources out: run this where they are."
        raise NotebookError("there is no source of a lesson here", expected=files.printable(FOLDER / "source"), do=do)
    if strange := ", ".join(sorted(set(only or []) - {lesson.number for lesson in lessons})):
        numbers = ", ".join(lesson.number for lesson in lessons)
        raise NotebookError("there is no such lesson", expected=numbers, found=strange)
    chosen = [lesson for lesson in lessons if not only or lesson.number in only]
    parts = [part.format(lesson.name) for lesson in chosen for part in PARTS]
    with folders.replacing(output, parts if output == FOLDER else [*parts, "cards.html"]) as outputs:
        for lesson in chosen:
            say(f"lesson {lesson.number}: {lesson.facts['title']}")
            places = [outputs.draft / part.format(lesson.name) for part in PARTS]
            run = notebooks.execute(
                instructor(lesson, seed), notebooks.Source("stand-ins"), f"instructors/{lesson.name}.ipynb"
            )
            handouts.append(handout(lesson, seed))
            texts = notebooks.stored(student(lesson, seed)), notebooks.stored(run), handouts[-1]
            for place, text in zip(places, texts, strict=True):
                files.write_text(place, text)
        if output != FOLDER:
            files.write_text(outputs.draft / "cards.html", printable(handouts))
        outputs.put_in_place()
    if output == FOLDER:
        notebooks.write_between(FOLDER / "README.md", "lessons", table())
        notebooks.write_between(FOLDER / "README.md", "rubric", rubric())


def table() -> str:
    """The table of lessons for notebooks/lessons/README.md."""
    lines = ["| lesson | aims: afterwards one can | level | handout |", "|---|---|---|---|"]
    for lesson in listing():
        link = f"[{int(lesson.number)}. {lesson.facts['title']}](students/{lesson.name}.ipynb)"
        aims = "; ".join(lesson.facts["aims"])
        lines.append(f"| {link} | {aims} | {lesson.facts['level']} | [handout](cards/{lesson.name}.md) |")
    return "\n".join(lines)


def rubric() -> str:
    """What costs a sentence its points, in every lesson, for the teachers' page."""
    return "\n".join(f"- {fault}" for fault in wording.RUBRIC)
