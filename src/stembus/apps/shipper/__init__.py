"""Sends the trail off the machine, entry by entry, as it grows."""
