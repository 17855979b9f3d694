"""The chapters of the source, one file each, declarations only."""
