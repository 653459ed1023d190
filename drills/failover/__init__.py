"""Three sites under fault after fault while ballots are cast at two of them: none may be lost.

plan.py      the faults: how each is done, how it is healed, how long a gap is allowed
load.py      the voters: each sends a ballot until it is acknowledged, and writes down all
checker.py   decides over what was written down and every host's database
election.py  the election, its ballots, its close and its count
report.py    the table and the JSON
"""
