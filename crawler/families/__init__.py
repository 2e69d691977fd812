"""Page templates: for each family the selectors of its fields, most specific first.

Facts of structure from the source catalogue; every selector has the generic extractor behind it, so
a template that changed costs precision and never the article.
"""

from crawler.families.base import Family, Selected, select
from crawler.families.epaper import EPAPERS
from crawler.families.gov import GOVERNMENT
from crawler.families.portals import PORTALS
from crawler.families.starting import STARTING

FAMILIES: tuple[Family, ...] = (*EPAPERS, *PORTALS, *GOVERNMENT, *STARTING)
BY_NAME = {family.name: family for family in FAMILIES}

__all__ = ["BY_NAME", "FAMILIES", "Family", "Selected", "detect", "select"]


def detect(url: str, source: str) -> Family | None:
    """The family of a page by its address or a marker in its HTML; the first that fits."""
    for family in FAMILIES:
        if any(pattern.search(url) for pattern in family.urls):
            return family
    for family in FAMILIES:
        if any(marker in source for marker in family.markers):
            return family
    return None
