"""The quotes and the selected claim as lines."""
