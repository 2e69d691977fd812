"""Web pages to articles. Imports db only."""
