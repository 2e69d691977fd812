"""What a researcher sees: a Datasette plugin, its pages and server; reads news.db only."""
