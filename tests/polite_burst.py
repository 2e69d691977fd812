"""Asks for several pages of one host at once: ``python tests/polite_burst.py DELAY URL...``

Run as a program, because Scrapy's event loop can be used once in a process. Scrapy's own queue is
told to let them all through, as it does by itself where its event loop is late.
"""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess


class Burst(Spider):
    name = "burst"

    async def start(self) -> AsyncIterator[Request]:
        for url in sys.argv[2:]:
            yield Request(url, callback=self.taken, dont_filter=True)

    def taken(self, response: object) -> None:
        """Nothing to do with it."""


if __name__ == "__main__":
    process = AsyncCrawlerProcess(
        {
            "DOWNLOADER": "crawler.middlewares.gate.GatedDownloader",
            "DOWNLOAD_DELAY": float(sys.argv[1]),
            "DOWNLOAD_DELAY_JITTER": 0,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
            "DONGBEI_CRAWL_DB": "/nowhere/crawl.db",
            "TELNETCONSOLE_ENABLED": False,
            "REMOTE_CONTROL_ENABLED": False,
            "LOG_LEVEL": "WARNING",
        }
    )
    process.crawl(Burst)
    process.start()
