"""Duties that run (督查督办): found, reviewed, assigned, reported, checked and closed, on a board that reminds."""
