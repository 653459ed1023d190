"""Computes the encrypted tally and, from the trustees' decryptions, the result."""
