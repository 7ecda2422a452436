"""Trust: canonical form, keys and signatures, the transparency log, and verification."""
