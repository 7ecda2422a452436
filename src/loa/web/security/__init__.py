"""The security desk: campaigns, the block list, the lists that the guard trusts."""
