"""The registry of forms: which form a file has, and why; and the nearest one for a file that has none."""

from dataclasses import dataclass
from pathlib import Path

from helpers.errors import NoSharingReport, ReadingError
from helpers.records.reading import attachments, opening
from helpers.records.reading.forms import (
    edge_list,
    flock_devices,
    flock_portal,
    flock_shared_networks,
    vehiclemanager_export,
    vigilant_report,
)
from helpers.records.reading.forms.base import Card, FormModule, Options, Recognition, SourceFile
from helpers.records.reading.reports import Production

FORMS: tuple[FormModule, ...] = (
    flock_portal,
    flock_devices,
    vigilant_report,
    vehiclemanager_export,
    flock_shared_networks,
    edge_list,
)
"""The forms, in the order in which a file is tried."""

KINDS = ("pdf", "xlsx", "html", "text")
"""Kinds of file (SourceFile.kind) of which some form is."""

BY_NAME = {form.CARD.name: form for form in FORMS}


@dataclass(frozen=True)
class Chosen:
    """The form of a file, and why it was taken."""

    form: FormModule
    why: str

    @property
    def card(self) -> Card:
        return self.form.CARD


def choose(file: SourceFile, name: str = "") -> Chosen:
    """The form of a file: the one named, else the first that recognizes it. A PDF that no form recognizes is searched
    for a Vigilant report, page by page.

    Raises NoSharingReport, naming the nearest form, for a file of no form; ReadingError for an unknown name, and for a
    file that is no PDF despite its name."""
    if name:
        if name not in BY_NAME:
            raise ReadingError("there is no such form", expected=", ".join(BY_NAME), found=name)
        return Chosen(BY_NAME[name], "--form names it")
    looked: list[tuple[FormModule, Recognition]] = []
    for form in FORMS:
        recognition = form.recognize(file)
        if recognition.certain:
            return Chosen(form, recognition.why)
        looked.append((form, recognition))
    if file.kind == "pdf":
        return Chosen(vigilant_report, vigilant_report.recognize(file).why)
    if file.path.suffix.lower() == ".pdf":
        opening.check_beginning(file.path)
    if file.kind not in KINDS:
        what, do = "this kind of file is not read", "Save it as one of these from the program that opens it, unlocked."
        expected = "a PDF, a workbook (XLSX), a CSV file, a text or a web page"
        raise NoSharingReport(what, document=file.name, expected=expected, found=file.kind, do=do)
    form, nearest = max(looked, key=lambda one: one[1].share)
    what = "this file is no record of sharing that can be read here"
    expected = f"as the nearest form, {form.CARD.name}, has it: {nearest.expected}"
    do = f"{nearest.do} plates forms lists all forms.".strip()
    raise NoSharingReport(what, document=file.name, expected=expected, found=nearest.seen, do=do)


def read(path: Path, doc_id: str, options: Options, name: str = "") -> tuple[Chosen, Production]:
    """A file's form, and what it gives; of a PDF also that files are attached to it. Raises as `choose` and as the
    form's reader do, and NoSharingReport for a PDF whose records are only in the files attached to it."""
    file = SourceFile(path, options.password)
    chosen = choose(file, name)
    return chosen, read_as(chosen, file, doc_id, options, named=bool(name))


def read_as(chosen: Chosen, file: SourceFile, doc_id: str, options: Options, *, named: bool = False) -> Production:
    """What a file gives as the form that was chosen, or `named` by the reader. Raises as `read` does."""
    try:
        production = chosen.form.read(file, doc_id, options)
    except (NoSharingReport, ReadingError) as error:
        inside = attachments.inside(file.path, options.password) if file.kind == "pdf" else None
        if inside and inside.is_cover:
            raise attachments.only_inside(file.path, inside.names) from None
        do = _other_form(file) if isinstance(error, NoSharingReport) and not named else ""
        raise error.again(do=f"{error.do} {do}".strip()) from None
    if file.kind == "pdf" and (names := attachments.names(file.path, options.password)):
        production.notes.append(attachments.note(file.path, names))
    return production


def _other_form(file: SourceFile) -> str:
    """What to do with a PDF that is no Vigilant report: the form that is nearest to it, and how to read it as that; a
    scan without text may be of any form that can be a scan."""
    if file.kind != "pdf":
        return ""
    if not any(text.strip() for text in file.first_pages):
        return f"It has no text. If it is a scan of a list of devices, add --form {flock_devices.CARD.name}."
    others = ((form, form.recognize(file)) for form in FORMS if form is not vigilant_report)
    form, nearest = max(others, key=lambda one: one[1].share)
    if nearest.share < NEAR:
        return ""
    return f"The nearest form is {form.CARD.name}, which has {nearest.expected}; here: {nearest.seen}. {nearest.do}"


NEAR = 0.5
"""The share of what is expected of a form at which a file may be of it all the same."""
