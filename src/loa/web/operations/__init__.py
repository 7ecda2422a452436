"""Is it alive, is it ready, what does it measure; and the operator's page."""
