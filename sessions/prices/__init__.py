"""The public price lists, and a quote beside them."""
