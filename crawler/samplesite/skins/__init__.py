"""One module per template family: an outlet's articles as the pages its host serves."""

from collections.abc import Callable, Iterator, Mapping

from crawler.samplesite.markup import Page
from crawler.samplesite.outlets import Outlet
from crawler.samplesite.skins import (
    founder,
    generic,
    people,
    system,
    trs,
    ucap,
    wordpress,
)

Skin = Callable[[Outlet, str, int], Iterator[Page]]

SKINS: Mapping[str, Skin] = {
    "founder_a1": founder.render,
    "people": people.render,
    "trs": trs.render,
    "system_cms": system.render,
    "wordpress": wordpress.render,
    "generic": generic.render,
    "ucap": ucap.render,
}
