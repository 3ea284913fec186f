"""From pages to rows: documents, their words, their rows, and the stand-ins that are typeset from them."""
