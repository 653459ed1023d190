"""Ring 1: the election protocol, as functions from bytes to trusted values.

`docs/protocol/belenios-v1.md` is the specification; docstrings cite its clauses as §2.4.
"""
