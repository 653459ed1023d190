"""Checks files with a roll, and takes off the roll whose codes are blocked."""
