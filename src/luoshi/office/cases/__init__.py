"""The cases (办件): procedures running, with their tasks, papers, deadlines and registers."""
