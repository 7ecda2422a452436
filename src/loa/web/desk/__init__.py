"""The desk: write, preview, submit, approve, release, follow, correct, recall."""
