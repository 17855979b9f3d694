"""The table of actions and their keys, as data."""
