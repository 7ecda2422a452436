"""Other systems: the tokens they come in with, and the webhooks that tell them what happened."""
