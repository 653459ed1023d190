"""Deletes what has been kept long enough."""
