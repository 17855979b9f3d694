"""Families of models: one file for each, or for a few that are alike."""
