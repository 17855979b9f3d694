"""Models, accelerators and assumptions: shipped, a person's own, linked."""
