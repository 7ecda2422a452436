"""The check mailbox: staff forward a suspicious mail, the answer says what it is."""
