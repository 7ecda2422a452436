"""The few public acts that need a server: asking whether something is true, finding a bulletin by its code."""
