"""Encoded documents of the specimen gazette: an invented city and its province."""
