"""A suspicious mail, judged while you wait; it is kept only when the visitor reports it."""
