"""Who may vote: files, what becomes of their rows, changes once frozen."""
