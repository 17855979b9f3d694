"""Header, footer, help and what else stands around the panes, as lines."""
