"""The HTTP API for programs: rules as JSON, and the office's cases, deadlines and ledgers.

Its page is ``/api/docs``, its words docs/api.md. What concerns rules reads and computes and writes
nothing; what concerns the office shows a unit's token with every request. No cookie is read, no
session is made.
"""
