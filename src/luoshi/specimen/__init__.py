"""Invented specimen texts that stand in for real gazettes."""
