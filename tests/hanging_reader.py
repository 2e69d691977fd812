"""The extractor, but a word in a page makes it hang, die or say what no database can hold."""

import os
import signal
import threading
from collections.abc import Mapping
from dataclasses import replace

from crawler.source import Source
from crawler.stage import Given, read_for
from db.models import Article

HANG, DIE, UNFIT = b"<!--hang-->", b"<!--die-->", b"<!--unfit-->"


def read(sources: Mapping[str, Source], given: Given) -> Article | str:
    """As ``crawler.stage.read_for``, in a worker process."""
    body = given[1][0].body
    if HANG in body:
        threading.Event().wait()
    if DIE in body:
        os.kill(os.getpid(), signal.SIGKILL)
    found = read_for(sources, given)
    if UNFIT in body and isinstance(found, Article):
        return replace(found, origin="\ud800")
    return found
