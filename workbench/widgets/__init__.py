"""Widgets that paint lines and pass messages on."""
