"""Pure parts of integrations: secrets, signatures, addresses, retries."""
