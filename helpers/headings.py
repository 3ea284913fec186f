"""Headings: what a column of a review queue, or of a record's own table, is called where people read it."""

COLUMNS = {
    "printed": "printed",
    "rows": "entries",
    "could_be_in": "could be in",
    "near_names": "looks like",
    "one_reading": "one reading",
    "other_reading": "the other",
    "decided": "decided",
    "row_on_page": "row",
    "column": "column",
    "section": "section",
    "agency_printed": "name",
    "city_printed": "city",
    "state_printed": "state",
    "hot_list_printed": "hot list",
    "status_printed": "status",
    "networks_printed": "networks",
    "also_printed": "also printed",
}
NAMES = ("printed", "could_be_in", "near_names")
READINGS = ("one_reading", "other_reading", "decided")
CELLS = (
    *("row_on_page", "agency_printed", "section", "column", "city_printed", "state_printed", "hot_list_printed"),
    *("status_printed", "networks_printed", "also_printed"),
)
"""The columns that are shown of unresolved names, of lines with two readings, and of the rows of a table."""


def of(*columns: str) -> dict[str, str]:
    """Columns to their headings, in the order given."""
    return {column: COLUMNS[column] for column in columns}
