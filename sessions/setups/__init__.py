"""From a session to the values of a chain: resolving, sizing, what is missing."""
