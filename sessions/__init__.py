"""The documents: packet, set-ups, quotes, load tests, and how they are read from and written to TOML."""
