"""A session on the disk: its form, reading and saving it."""
