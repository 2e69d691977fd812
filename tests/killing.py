"""Real processes of ours, found by what they do, and killed with -9 at random moments."""

import contextlib
import os
import random
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

from hostile_crawl import descendants
from site_home import start

LEADERS = (
    ("run",),
    ("run",),
    ("run",),
    ("run", "--no-crawl"),
    ("alerts", "send"),
    ("serve", "--port", "0"),
)
"""What is started, to be killed or to have its children killed."""

SHORT = {"alerts": 0.8}
"""Seconds between two kills of a program that does not run for long."""

ORPHAN_SECONDS = 120.0


def role(pid: int) -> str:
    """``crawl``, ``worker`` (of a crawl or a stage), ``program`` or an empty text."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""
    if "crawler.crawl" in words:
        return "crawl"
    if "multiprocessing.spawn" in words:
        return "worker"
    return "program" if "scheduler.cli" in words else ""


class Killer:
    """Kills until ``count`` kills have hit; ``longest``: seconds between two of them at the most."""

    def __init__(self, home: Path, chance: random.Random, longest: float) -> None:
        self.home, self._chance, self._longest = home, chance, longest
        self.hits: Counter[str] = Counter()
        self._family: set[int] = set()

    def kill(self, count: int) -> None:
        while self.hits.total() < count:
            words = self._chance.choice(LEADERS)
            process = start(self.home, *words)
            try:
                while self.hits.total() < count and self._one(process, words[0]):
                    pass
            finally:
                process.kill()
                process.communicate()
                self._wait_for_orphans()

    def _one(self, process: "subprocess.Popen[str]", name: str) -> bool:
        """One kill, a moment from now; whether the started program is still there after it."""
        try:
            process.wait(self._chance.uniform(0.2, SHORT.get(name, self._longest)))
            return False
        except subprocess.TimeoutExpired:
            pass
        alive: dict[str, list[int]] = {}
        for pid in (process.pid, *descendants(process.pid)):
            self._family.add(pid)
            alive.setdefault(role(pid), []).append(pid)
        alive.pop("", None)
        if not alive:
            return False
        kind = self._chance.choice(sorted(alive))
        pid = self._chance.choice(alive[kind])
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            self.hits[name if kind == "program" else kind] += 1
        return kind != "program"

    def _wait_for_orphans(self) -> None:
        """What a killed program had started ends by itself, soon or when its work is done."""
        deadline = time.monotonic() + ORPHAN_SECONDS
        while any(map(role, self._family)):
            assert time.monotonic() < deadline, "an orphan goes on and on"
            time.sleep(0.05)
        self._family.clear()
