"""Pages that need someone signed in: what they share."""
