"""The HTTP API: the rules as JSON, for programs; its page is ``/api/docs``, its words docs/api.md.

Everything here reads and computes; nothing is written, no cookie is read, no session is made.
"""
