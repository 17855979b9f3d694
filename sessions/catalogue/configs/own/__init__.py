"""Families whose configs are read in a way of their own, one file a family."""
