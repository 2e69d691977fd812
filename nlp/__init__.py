"""Text to mentions, posts and relevance; no SQL, no network."""
