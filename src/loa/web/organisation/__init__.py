"""Organisation and staff: the tree of today, staff lists in and out."""
