"""kill -9 at random moments of ``dongbei run`` loses nothing and repeats nothing."""

import json
import os
import random
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from database_picture import picture, tables_left_out
from site_home import dongbei, make_home, rows, start

from crawler.samplesite import SampleSite

KILLS = 20
LONGEST = 11.0
"""Seconds; about as long as an undisturbed run on a slow machine, so that every stage is hit."""


@pytest.fixture(scope="module")
def site() -> Iterator[SampleSite]:
    with SampleSite() as running:
        yield running


def prepared(home: Path, site: SampleSite) -> Path:
    make_home(home, site)
    assert dongbei(home, "tag").returncode == 0
    for entity in ("gb:210000", "gb:210400", "gb:220200"):
        target = (home.parent / "sink" / home.name / f"{entity[3:]}.jsonl").as_uri()
        added = dongbei(home, "watch", "add", "--entity", entity, "--to", target)
        assert added.returncode == 0, added.stderr
    return home


def kill_after(home: Path, seconds: float) -> bool:
    """Start a run and kill it after that time; whether it was still running."""
    process = start(home, "run")
    try:
        process.communicate(timeout=seconds)
        return False
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        return True


def test_killed_twenty_times_then_run_once_equals_undisturbed(
    site: SampleSite, tmp_path: Path
) -> None:
    calm = prepared(tmp_path / "calm", site)
    assert dongbei(calm, "run").returncode == 0
    home = prepared(tmp_path / "killed", site)
    moments = random.Random(20260512)
    killed = sum(kill_after(home, moments.uniform(0.3, LONGEST)) for _ in range(KILLS))
    assert killed >= KILLS // 4, "the kills must hit"
    last = dongbei(home, "run")
    assert last.returncode == 0, last.stderr
    expected, found = picture(calm), picture(home)
    assert tables_left_out(home) == {"runs"}
    for table, content in expected.items():
        if table == "alerts.db watches":
            continue  # the two homes write to different files
        assert found[table] == content, table
    check_deliveries(home)


def check_deliveries(home: Path) -> None:
    """Each alert reached its file with its key, and is in the outbox once, as sent."""
    outbox = rows(home / "alerts.db", "select key, state from outbox")
    assert Counter(state for _, state in outbox) == {"sent": len(outbox)}
    received: Counter[str] = Counter()
    for path in (home.parent / "sink" / home.name).glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            received[json.loads(line)["key"]] += 1
    assert set(received) == {key for key, _ in outbox}
    assert set(received.values()) == {1}
    assert len(received) > 5
