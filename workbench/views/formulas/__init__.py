"""The chain and the selected formula as lines."""
