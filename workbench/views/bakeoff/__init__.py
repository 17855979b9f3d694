"""The bake-off as lines."""
