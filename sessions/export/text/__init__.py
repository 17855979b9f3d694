"""Answers as text for a terminal: plain columns, words and glyphs, no colour."""
