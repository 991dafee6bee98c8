"""What the measures share: the texts, the peers, the child processes, the arithmetic."""
