"""The documents: packet, set-ups, quotes, load tests; reading, judging and writing them."""
