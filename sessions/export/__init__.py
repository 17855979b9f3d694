"""Answers as text, as JSON and as a letter: one file a format."""
