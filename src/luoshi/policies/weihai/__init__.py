"""Encoded documents of this place."""
