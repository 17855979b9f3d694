"""Boxes that ask and answer."""
