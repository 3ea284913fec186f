"""The collection as a whole: its notebooks, the numbers they state, and what was measured on the originals."""
