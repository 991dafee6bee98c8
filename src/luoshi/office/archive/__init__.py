"""The archive: every gazette that was taken in, each version of it, and each of its clauses."""
