"""The ledgers (账簿): double-entry, append-only, in fen."""
