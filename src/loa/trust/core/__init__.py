"""The pure core of trust: no database, no clock, no network."""
