"""The commands of `plates`, by topic. Importing them is fast: each body imports what it needs when it runs."""

from helpers.commands import claims, collection, records, sharing

__all__ = ["claims", "collection", "records", "sharing"]
