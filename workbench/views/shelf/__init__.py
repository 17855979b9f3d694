"""The tables of models and accelerators as lines."""
