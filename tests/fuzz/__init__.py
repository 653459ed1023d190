"""Coverage-guided search for a disagreement of the two cores (`make fuzz`).

What was worth keeping lies in `corpus/`, and every run of the tests replays it.
"""
