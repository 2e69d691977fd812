"""When the site's pages changed last."""

from datetime import UTC, datetime

NEWEST = datetime(2026, 5, 12, 4, 0, tzinfo=UTC)
"""Lists, feeds and sitemaps: the same in both editions."""
EDITION_2 = datetime(2026, 5, 13, 4, 0, tzinfo=UTC)
"""Articles whose text is new in edition 2."""
