"""The credential authority: makes the voting codes when an election opens, and forgets them."""
