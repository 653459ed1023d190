"""Stembus: elections that nobody needs to take on trust."""
