"""A suspicious mail, judged while you wait; nothing of it is kept."""
