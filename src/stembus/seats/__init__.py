"""Ring 1, pure: from votes to seats and elected candidates, in exact fractions.

One file per method, with the article of the rule. Nothing is drawn here: a tie that the rules do
not decide is returned, and goes on once its lot is given.
"""
