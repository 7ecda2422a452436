"""Other systems: the tokens they come in with, what they asked already, and the webhooks that go out to them."""
