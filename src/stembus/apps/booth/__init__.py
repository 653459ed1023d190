"""What voters reach: the booth and the intake of ballots. No sessions, no accounts."""
