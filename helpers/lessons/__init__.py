"""Lessons: built from one source each, checked, worded."""
