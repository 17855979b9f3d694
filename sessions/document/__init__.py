"""What a session holds, and every edit of it."""
