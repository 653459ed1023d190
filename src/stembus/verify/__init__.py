"""`stembus-verify`: whether an archive of an election is right, from its first byte to its result.

It needs the archive and nothing else: no network, no database, no trust in who made it.
"""
