"""A claim to a verdict, and the words of it."""
