"""A small news world on loopback, for the demo and the tests: seven outlets, one port each.

Every text was written for this package: places, offices and state firms are real, what is said
of them is not news. ``SampleSite`` serves it, ``manifest`` says what a crawl must find,
``source_files`` declares the outlets as sources.
"""

from crawler.samplesite.manifest import (
    Change,
    Expected,
    changed_articles,
    disallowed_paths,
    manifest,
)
from crawler.samplesite.outlets import OUTLETS, TODAY, Outlet
from crawler.samplesite.server import Request, SampleSite
from crawler.samplesite.sources import source_files

__all__ = [
    "OUTLETS",
    "TODAY",
    "Change",
    "Expected",
    "Outlet",
    "Request",
    "SampleSite",
    "changed_articles",
    "disallowed_paths",
    "manifest",
    "source_files",
]
