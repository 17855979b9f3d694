"""The program on the terminal: start, first frame, rescue."""
