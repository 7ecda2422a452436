"""The queue of claims that people asked about."""
