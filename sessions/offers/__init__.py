"""What a provider offers in whole: the deal, what changed, the bake-off, what to ask."""
