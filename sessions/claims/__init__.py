"""What a vendor can state: each metric, condition and term, declared once."""
