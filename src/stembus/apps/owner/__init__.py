"""Who owns the database's schema: `stembus migrate`, and nothing else."""
