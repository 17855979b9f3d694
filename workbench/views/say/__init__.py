"""What stands under the say line, as lines."""
