"""Claims: what was published, what those concerned answered, what the rules were, and what may be printed of it."""
