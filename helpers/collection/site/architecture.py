"""Architecture: the house of helpers/ as one picture and one table, drawn from what its modules really import.

Floors come from the contracts in pyproject.toml, arrows from the modules' own import statements; a test compares both
levels with another reader of imports, so the picture cannot drift."""

import ast
import functools
import tomllib
from collections.abc import Iterator
from pathlib import Path

from helpers import files
from helpers.collection.site import markup

HOME = files.ROOT / "helpers"

Import = tuple[str, str]
"""A module and one that it imports, as `records.pages` or, for a wing that is one module, `files`."""


# --- what there is ----------------------------------------------------------------------------------------------------


@functools.cache
def modules() -> dict[str, Path]:
    """Every module of the house, by its name, to its file."""
    found = {".".join(path.relative_to(HOME).with_suffix("").parts): path for path in sorted(HOME.rglob("*.py"))}
    return {name: path for name, path in found.items() if path.name != "__init__.py"}


@functools.cache
def imports() -> frozenset[Import]:
    """Which module imports which, wherever in it the statement stands."""
    return frozenset((name, other) for name, path in modules().items() for other in _imported(path) if other != name)


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (home := node.module or "").split(".")[0] == "helpers":
            full = [f"{home}.{alias.name}".removeprefix("helpers.") for alias in node.names]
            yield from (name if name in modules() else home.removeprefix("helpers.") for name in full)


def wing(module: str) -> str:
    return module.split(".")[0]


def room(module: str) -> str:
    """A module of a wing is a room; so is a folder in a wing, with all its modules."""
    return ".".join(module.split(".")[:2])


def between_rooms() -> set[Import]:
    """Which room of a wing uses which."""
    return {(room(a), room(b)) for a, b in imports() if wing(a) == wing(b) and room(a) != room(b)}


def between_wings() -> set[Import]:
    return {(wing(a), wing(b)) for a, b in imports() if wing(a) != wing(b)}


@functools.cache
def floors() -> dict[str, list[list[str]]]:
    """The floors of the house (under an empty name), of each wing and of each folder in one, from the top, as the
    contracts have them; a room in parentheses that is not built is left out."""
    contracts = tomllib.loads((files.ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    found = {}
    for contract in contracts:
        (container,) = contract["containers"]
        name = container.removeprefix("helpers").removeprefix(".")
        rooms = [[one.strip(" ()") for one in layer.split("|")] for layer in contract["layers"]]
        known = {".".join(module.split(".")[: name.count(".") + 2]) for module in modules()}
        built = [[one for one in floor if not name or f"{name}.{one}" in known] for floor in rooms]
        found[name] = [floor for floor in built if floor]
    return found


# --- the picture ------------------------------------------------------------------------------------------------------

LEFT, WIDE, GAP, TALL, PITCH, HEAD = 44, 800, 34, 24, 46, 34
"""Pixels: margin, breadth of the house, between wings, a room's height, from floor to floor, a wing's heading."""

LANE = 15
"""Pixels between the pipes beside the house."""

Box = tuple[float, float, float, float]
"""A wing: left, top, width, height."""

Spot = tuple[float, float, float]
"""A room: left, top, width."""

NARROW = 0.57
"""Share of the breadth that the first of two wings on one floor takes: its longest floor has more rooms."""


def picture() -> str:
    """The house as SVG: wings over each other, rooms on their floors, an arrow for each import inside a wing, and
    beside them a pipe from each wing to every wing that it uses. Colors come from the page's style sheet."""
    boxes: dict[str, Box] = {}
    rooms: dict[str, Spot] = {}
    top = 70.0
    for floor in floors()[""]:
        sizes = [WIDE] if len(floor) == 1 else [round(WIDE * NARROW) - GAP // 2, WIDE - round(WIDE * NARROW) - GAP // 2]
        deepest = max(len(floors().get(name, [])) for name in floor)
        height, left = (HEAD + deepest * PITCH if deepest else 40), LEFT
        for name, size in zip(floor, sizes, strict=True):
            boxes[name] = (left, top, size, height)
            rooms |= _rooms(name, boxes[name])
            left += size + GAP
        top += height + (GAP if deepest else 12)
    inner = [_curve(a, b, rooms) for a, b in sorted(between_rooms())]
    drawn = (
        "".join(_wing(name, box) for name, box in boxes.items()) + "".join(inner) + "".join(map(_room, rooms.items()))
    )
    view = f"0 0 {LEFT + WIDE + 8 * LANE} {top:.0f}"
    says = "The house of helpers: wings over each other, imports go down only. The table below says the same in words."
    inside = f"{_HEADS}{drawn}{_pipes(boxes)}"
    return f'<div class="plates-house"><svg viewBox="{view}" role="img" aria-label="{says}">{inside}</svg></div>'


_HEADS = (
    '<defs><marker id="plates-head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto">'
    '<path d="M0 0.5 8 4 0 7.5z"/></marker></defs>'
)


def _rooms(name: str, box: Box) -> dict[str, Spot]:
    """Room to its place on its floor; on a floor rooms stand below those that use them, so that fewer arrows cross."""
    left, top, wide, _ = box
    placed: dict[str, Spot] = {}
    for n, floor in enumerate(floors().get(name, [])):
        users = {
            one: [placed[a][0] + placed[a][2] / 2 for a, b in between_rooms() if b == f"{name}.{one}" and a in placed]
            for one in floor
        }
        order = sorted(
            floor, key=lambda one: (sum(users[one]) / len(users[one]) if users[one] else left + wide / 2, one)
        )
        sizes = [len(one) * 6.7 + 18 for one in order]
        space = min(64.0, (wide - 24 - sum(sizes)) / max(1, len(order) - 1))
        at = left + (wide - sum(sizes) - space * (len(order) - 1)) / 2
        for one, size in zip(order, sizes, strict=True):
            placed[f"{name}.{one}"] = (at, top + HEAD + n * PITCH, size)
            at += size + space
    return placed


def _wing(name: str, box: Box) -> str:
    left, top, wide, tall = box
    if name == "cli":  # the roof
        corners = f"M{left - 18} {top + tall} L{left + wide / 2} 14 L{left + wide + 18} {top + tall}z"
        words = f'<text class="name" x="{left + wide / 2}" y="{top + 26}" text-anchor="middle">{name}</text>'
        return f'<path class="wing" d="{corners}"/>{words}'
    slab = not floors().get(name)
    words = f'<text class="name" x="{left + (wide / 2 if slab else 14)}" y="{top + (25 if slab else 22)}"'
    anchor = ' text-anchor="middle"' if slab else ""
    return (
        f'<rect class="wing" x="{left}" y="{top}" width="{wide}" height="{tall}" rx="3"/>{words}{anchor}>{name}</text>'
    )


def _room(item: tuple[str, Spot]) -> str:
    name, (left, top, wide) = item
    words = f'<text x="{left + wide / 2:.1f}" y="{top + 16}" text-anchor="middle">{name.split(".")[1]}</text>'
    return f'<rect class="room" x="{left:.1f}" y="{top}" width="{wide:.1f}" height="{TALL}" rx="3"/>{words}'


def _curve(a: str, b: str, rooms: dict[str, Spot]) -> str:
    x1, y1, x2, y2 = rooms[a][0] + rooms[a][2] / 2, rooms[a][1] + TALL, rooms[b][0] + rooms[b][2] / 2, rooms[b][1]
    bend = max(14.0, (y2 - y1) * 0.45)
    path = f"M{x1:.1f} {y1} C{x1:.1f} {y1 + bend:.1f} {x2:.1f} {y2 - bend:.1f} {x2:.1f} {y2}"
    return f'<path class="inner" data-from="{a}" data-to="{b}" d="{path}" marker-end="url(#plates-head)"/>'


def _pipes(boxes: dict[str, Box]) -> str:
    """For each wing one pipe down the side of the house, with an arrow into every wing that it uses. A wing that
    another stands beside is entered from above, or leaves by the other side."""
    beside = {floor[0] for floor in floors()[""] if len(floor) > 1}
    order = [name for floor in floors()[""] for name in floor]
    lanes = [name for name in order if name not in beside and any(a == name for a, _ in between_wings())]
    drawn = []
    for name in order:
        used = sorted((b for a, b in between_wings() if a == name), key=order.index)
        _, top, _, tall = boxes[name]
        if name in beside:
            x, edge = LEFT - 18, LEFT
        else:
            x, edge = LEFT + WIDE + LANE * (len(lanes) - lanes.index(name)) + 8 if used else 0, LEFT + WIDE
        start = top + tall - 12
        for other in used:
            o_left, o_top, o_wide, o_tall = boxes[other]
            if other in beside:
                y, down = o_top - 8 - 6 * lanes.index(name), o_left + o_wide - 24 - 20 * lanes.index(name)
                end = f"V{y} H{down} V{o_top}"
            else:
                step = 0.5 if o_tall < 60 else 0
                end = f"V{o_top + (o_tall * step or 18 + 9 * (lanes.index(name) if name in lanes else 0)):.0f} H{edge}"
            leave = edge + (18 if name == "cli" else 0)
            drawn.append(
                f'<path class="pipe {name}" data-from="{name}" data-to="{other}" d="M{leave} {start} H{x} {end}" '
                'marker-end="url(#plates-head)"/>'
            )
    return "".join(drawn)


# --- the page ---------------------------------------------------------------------------------------------------------


def page() -> str:
    """The page on how the code is built: the picture, and every room with its sentence and what it imports."""
    rows = []
    for name, path in modules().items():
        used = sorted(b for a, b in imports() if a == name)
        says = (ast.get_docstring(ast.parse(path.read_text())) or "").split("\n\n")[0].replace("\n", " ")
        rows.append([f"<code>{name}</code>", markup.text(says), ", ".join(f"<code>{other}</code>" for other in used)])
    attributes = [{"id": f"room-{name.replace('.', '-')}"} for name in modules()]
    return (
        "---\nhide-toc: true\n---\n# How the code is built\n\nThe notebooks call a house of four wings, one room for each noun. "
        "Imports go down only, and `records` and `sharing` do not know each other: they meet in tables.\nThe picture is "
        "drawn from the modules' own "
        "import statements: thin arrows inside a wing, and beside the house a pipe from each wing to those that it uses. "
        "A folder of modules is one room of it.\n"
        + markup.raw(picture())
        + "\n## The rooms\n"
        + markup.raw(
            markup.table(
                ["room", "what it is", "imports"], rows, caption="Every module of helpers", rows_are=attributes
            )
        )
    )
