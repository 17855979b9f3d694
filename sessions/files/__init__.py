"""Text in and out: bytes to text with errors that say where, and places in it. Imports nothing of
ours: what a document means is handed in.
"""
