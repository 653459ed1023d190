"""All the processes in one, over SQLite: the embedded default."""
