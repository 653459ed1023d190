"""A process is taken over: what can who did it still do? See README.md."""
