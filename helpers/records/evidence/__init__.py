"""Evidence: the picture, the page viewer and the citation of a row."""
