"""Forms: one kind of file that somebody releases each, with one small interface."""
