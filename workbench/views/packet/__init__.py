"""The packet and the set-up as lines."""
