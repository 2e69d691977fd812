"""Two crawls of a generated world, and what its servers saw of them."""

import itertools
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from large_world import World
from large_world_hosts import HOSTS
from large_world_server import Request
from site_home import dongbei

from db.settings import load

SPACING = {name: host.spacing for host in HOSTS for name in (host.id, host.articles_on) if name}
"""Seconds that must lie between two requests to a host."""


@dataclass(frozen=True, slots=True)
class Round:
    """One crawl: what was asked of the servers, wall seconds, CPU seconds of all processes."""

    requests: tuple[Request, ...]
    seconds: float
    cpu: float

    @property
    def sent(self) -> int:
        """Bytes that the servers sent, heads included."""
        return sum(request.sent for request in self.requests)

    @property
    def gaps(self) -> Iterator[tuple[float, Request, Request]]:
        """How much longer than demanded, in seconds, each two successive requests are apart."""
        ordered = sorted(self.requests, key=lambda request: (request.host, request.at))
        for first, second in itertools.pairwise(ordered):
            if first.host == second.host:
                yield second.at - first.at - SPACING[first.host], first, second


def whole_runs(world: World, home: Path) -> tuple[Round, Round]:
    """``dongbei run`` twice: crawls in processes of their own, then every stage."""

    def run() -> None:
        done = dongbei(home, "run", seconds=3000)
        assert done.returncode == 0, done.stderr

    return _round(world, run), _round(world, run)


def crawls_only(world: World, home: Path, parallel: int) -> tuple[Round, Round]:
    """Crawls from forked children, the first followed by extraction alone."""
    script = Path(__file__).with_name("large_world_crawls.py")

    def crawl() -> None:
        subprocess.run([sys.executable, str(script), str(home), str(parallel)], check=True)

    first = _round(world, crawl)
    extract(home)
    return first, _round(world, crawl)


def extract(home: Path) -> None:
    from scheduler import jobs

    jobs.process(load(home), lambda: datetime.now(UTC), ["extract"])


def _round(world: World, work: Callable[[], None]) -> Round:
    world.server.requests.clear()
    started, used = time.monotonic(), _cpu()
    work()
    took = time.monotonic() - started
    return Round(tuple(world.server.requests), took, _cpu() - used)


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
