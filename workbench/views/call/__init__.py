"""The call view as lines."""
