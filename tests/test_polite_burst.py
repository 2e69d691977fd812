"""One request at a time at a host, whatever Scrapy's queue lets through."""

import itertools
import subprocess
import sys
from pathlib import Path

from tiny_web import Answer, TinyWeb

DELAY, ANSWER = 0.1, 0.3
"""Seconds between two requests, and how long each answer takes."""


def test_a_request_waits_for_the_end_of_the_answer_before_it() -> None:
    slow = {f"/{number}": Answer(b"page", wait=ANSWER) for number in range(4)}
    with TinyWeb(slow) as web:
        urls = [web.url + path for path in slow]
        script = str(Path(__file__).with_name("polite_burst.py"))
        subprocess.run([sys.executable, script, str(DELAY), *urls], check=True)
        gaps = [b.at - a.at for a, b in itertools.pairwise(web.seen)]
    assert sorted(web.paths()) == sorted(slow)
    assert min(gaps) >= ANSWER + DELAY
