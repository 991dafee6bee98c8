"""The pages of supervision (督办)."""
