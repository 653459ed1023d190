"""Logging in, second factors, sessions."""
