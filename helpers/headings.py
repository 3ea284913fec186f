"""Headings: what a column of a review queue is called where people read it."""

QUEUES = {
    "printed": "printed",
    "rows": "entries",
    "could_be_in": "could be in",
    "near_names": "looks like",
    "one_reading": "one reading",
    "other_reading": "the other",
    "decided": "decided",
}
NAMES = ("printed", "could_be_in", "near_names")
READINGS = ("one_reading", "other_reading", "decided")
"""The columns that are shown of unresolved names, and of lines with two readings."""


def of(*columns: str) -> dict[str, str]:
    """Columns of a queue to their headings, in the order given."""
    return {column: QUEUES[column] for column in columns}
