"""The lists of the security desk as plain data: what may stand on them, how files are read, how they go out."""
