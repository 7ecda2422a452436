"""How work reaches the workers. The database holds the truth; an engine only wakes and spreads (DESIGN §6)."""
