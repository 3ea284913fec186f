"""Answers: one module a lesson."""
