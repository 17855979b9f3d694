"""Measured rows: what they say, how they are held against the napkin."""
