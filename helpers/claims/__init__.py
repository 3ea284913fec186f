"""Claims: what was published, what the records show, and what may be printed."""
