"""The public reader of the board: turnout, trackers, result, archive. It writes nothing."""
