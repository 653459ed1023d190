"""The one writer of the board: gives accepted ballots their place and signs checkpoints."""
