"""What the matrix of rights becomes on a host and in the database."""
