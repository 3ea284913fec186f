"""Redactions: marks counted, never what is under them."""
