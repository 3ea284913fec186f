"""Portals of a sample town, as a text, as a web page and as a browser's print."""

import html
from pathlib import Path

from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

OWNER = "Elmville CA PD"
LABEL = f"Organizations granted access to {OWNER} data"
INBOUND = f"Organizations sharing their data with {OWNER}"
NAMES = "Alder CA PD, Birch CA PD , Cedar County CA SO, University of California, Berkeley, Upland CA PD, Yew CA PD"
SPLIT = ["Alder CA PD", "Birch CA PD", "Cedar County CA SO", "University of California, Berkeley", "Upland CA PD"]
SPLIT += ["Yew CA PD"]

POLICIES = [("What's Detected", "License Plates, Vehicles"), ("Prohibited Uses", "Immigration enforcement.")]
BEFORE = [("Data retention (in days)", "30 days"), ("Number of LPR and other cameras", "36")]
AFTER = [("Hotlists Alerted On", "NCIC"), ("Searches in the last 30 days", "1,207")]

Cards = list[tuple[str, str]]


def usage(*cards: tuple[str, str]) -> Cards:
    return [*BEFORE, *cards, *AFTER]


def text(*cards: tuple[str, str], updated: str = "Thu Apr 23 2026") -> str:
    """The page as text: an empty value leaves nothing."""
    head = f"{OWNER}\nTransparency Portal\n\n" + (f"Last Updated: {updated}\n\n" if updated else "")

    def written(some: Cards) -> str:
        return "\n\n".join(f"{label}\n\n{value}" if value else label for label, value in some)

    policies, rest = written(POLICIES), written(usage(*cards))
    overview = "Overview\n\nElmville uses cameras."
    return f"{head}{overview}\n\nPolicies\n\n{policies}\nUsage\n\n{rest}\n\nProvided by Flock Safety"


def page(*cards: tuple[str, str], style: str = "", escape: bool = True) -> str:
    """The page as a browser stores it; with `escape` off, values are markup."""

    def written(label: str, value: str) -> str:
        label, value = html.escape(label), html.escape(value) if escape else value
        return f'<div><p style="font-weight:700">{label}</p><div style="font-weight:400">{value}</div></div>'

    policies, rest = ("".join(written(*card) for card in some) for some in (POLICIES, usage(*cards)))
    return (
        f"<!DOCTYPE html><html><head><title>x</title><style>{style}</style></head><body><header><h1>{OWNER}</h1>"
        f"<h2>Transparency Portal</h2><p>Last Updated: <span>Thu Apr 23 2026</span></p></header><h3>Overview</h3>"
        f"<p>Elmville uses cameras.</p><div><h3>Policies</h3>{policies}</div><div><h3>Usage</h3>{rest}</div>"
        f'<footer><p>Provided by <a href="x">Flock Safety</a></p></footer></body></html>'
    )


class Print:
    """A browser's print: policies at the left, usage at the right, over as many pages as the lists need."""

    def __init__(self, path: Path, *, bold: str = "Helvetica-Bold", stamp: bool = False):
        self.canvas, self.bold, self.stamp = Canvas(str(path), pagesize=(792, 1224), invariant=1), bold, stamp
        self.sheets: list[list[tuple[float, float, str, str, float]]] = [[]]

    def column(self, x: float, y: float, cards: Cards, width: float) -> None:
        sheet = 0
        for label, value in cards:
            for font, words in ((self.bold, label), ("Helvetica", value)):
                for line in [one for part in words.split("\n") for one in simpleSplit(part, font, 12, width)]:
                    if y > 1180:
                        sheet, y = sheet + 1, 40
                    self._put(sheet, x, y, line, font)
                    y += 18
                y += 6
            y += 30

    def _put(self, sheet: int, x: float, y: float, line: str, font: str, size: float = 12) -> None:
        while len(self.sheets) <= sheet:
            self.sheets.append([])
        self.sheets[sheet].append((x, y, line, font, size))

    def save(self, cards: Cards) -> None:
        for y, line, size in ((60, OWNER, 25), (100, "Transparency Portal", 15)):
            self._put(0, 300, y, line, "Helvetica", size)
        self._put(0, 300, 130, "Last Updated: Thu Apr 23 2026", "Helvetica", 10)
        self._put(0, 46, 300, "Policies", "Helvetica", 15)
        self._put(0, 405, 300, "Usage", "Helvetica", 15)
        self.column(100, 345, POLICIES, 260)
        self.column(460, 345, cards, 260)
        self._put(len(self.sheets) - 1, 300, 1205, "Provided by Flock Safety", "Helvetica", 10)
        for number, sheet in enumerate(self.sheets, start=1):
            if self.stamp:
                self.canvas.setFont("Helvetica", 8)
                self.canvas.drawString(30, 1224 - 15, "4/28/26, 3:14 PM")
                self.canvas.drawString(30, 10, f"https://portal.example/elmville {number}/{len(self.sheets)}")
            for x, y, line, font, size in sheet:
                self.canvas.setFont(font, size)
                self.canvas.drawString(x, 1224 - y, line)
            self.canvas.showPage()
        self.canvas.save()
