"""The coverage board: who was reached, unit by unit, and who is still missing."""
