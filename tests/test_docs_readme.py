"""Every command of the README is run against a home filled from the sample site."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from markdown_pages import ROOT, blocks, page
from site_home import dongbei, make_home

from crawler.samplesite import SampleSite
from scheduler.cli import COMMANDS

README = page("README.md")
LINES = [line for block in blocks(README, "sh") for line in block.splitlines() if line.strip()]
MAKE = [line for line in LINES if line.startswith("make ")]
SERVE = [line for line in LINES if line.startswith("dongbei serve")]
RUN = [line for line in LINES if line not in MAKE and line not in SERVE]


@dataclass(frozen=True, slots=True)
class Desk:
    """A folder to work in, with the files that the README names, and a home beside it."""

    folder: Path
    home: Path

    def shell(self, line: str) -> "subprocess.CompletedProcess[str]":
        """The line as it stands; ``dongbei`` is the one of this environment."""
        env = os.environ | {
            "DONGBEI_HOME": str(self.home),
            "PATH": f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
        }
        return subprocess.run(
            ["bash", "-euo", "pipefail", "-c", line], cwd=self.folder, env=env, text=True,
            capture_output=True, timeout=240,
        )  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The site stays up, so that ``run`` and ``serve`` have something harmless to crawl."""
    folder = tmp_path_factory.mktemp("desk")
    with SampleSite() as site:
        home = make_home(tmp_path_factory.mktemp("home"), site)
        (source,) = blocks(README, "toml")
        (home / "sources" / "my-city-gov.toml").write_text(source, encoding="utf-8")
        assert dongbei(home, "run").returncode == 0
        write_files(folder)
        yield Desk(folder, home)


def write_files(folder: Path) -> None:
    text = "鞍钢在鞍山扩建厂房\n5月1日，鞍钢集团宣布在鞍山市扩建厂房，工期两年。厂房建成后将增加岗位三百个。"
    html = (
        '<html lang="zh"><title>本溪修桥</title><h1>本溪修桥</h1><p>2026-05-01 08:00</p>'
        f"<div class='content'>{'<p>本溪市的一座老桥开始维修，预计年底完工，其间公交改道。</p>' * 6}</div>"
    )
    row = {"id": "a1", "text": text, "date": "2026-05-01", "url": "https://news.example.org/a1"}
    (folder / "notes.txt").write_text(text, encoding="utf-8")
    (folder / "page.html").write_text(html, encoding="utf-8")
    (folder / "articles.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    (folder / "secret-address.txt").write_text(f"file://{folder}/faw.jsonl\n", encoding="utf-8")
    (folder / "bin").mkdir()
    command = folder / "bin" / "dongbei"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m scheduler.cli "$@"\n')
    command.chmod(0o755)


def test_the_lines_are_of_known_kinds() -> None:
    assert "make demo" in MAKE and "make test" in MAKE
    assert len(SERVE) == 1
    assert all(re.search(r"(^|\| )dongbei ", line) for line in RUN), RUN
    used = {match[1] for line in LINES if (match := re.search(r"\bdongbei ([a-z]+)", line))}
    tour = {"run", "serve", "search", "import", "sources", "extract", "nlp", "watch", "alerts"}
    assert tour <= used <= set(COMMANDS)


@pytest.mark.parametrize("line", MAKE)
def test_make_targets_exist(line: str) -> None:
    done = subprocess.run(
        [*line.split(), "-n"], cwd=ROOT, capture_output=True, text=True, timeout=30
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("line", RUN)
def test_command_works(desk: Desk, line: str) -> None:
    done = desk.shell(line)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip(), "says nothing"


def test_what_was_imported_is_found(desk: Desk) -> None:
    assert desk.shell("dongbei import notes.txt").returncode == 0
    found = json.loads(desk.shell("dongbei search '扩建厂房 鞍钢' --json").stdout)
    assert any(row["source"] == "import" for row in found)


def test_serve_answers_and_stops(desk: Desk) -> None:
    """On any free port: the one of the README may be in use on this machine."""
    words = re.sub(r"--port \d+", "--port 0", SERVE[0]).split()[1:]
    process = subprocess.Popen(
        [sys.executable, "-m", "scheduler.cli", "--home", str(desk.home), *words],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        assert re.match(r"serving http://127\.0\.0\.1:\d+/", process.stdout.readline())
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0
    finally:
        process.stdout.close()
        process.kill() if process.poll() is None else None


def test_quality_figures_are_not_above_the_pinned_ones() -> None:
    nlp = json.loads((ROOT / "tests" / "floors_nlp.json").read_text("utf-8"))["floors"]
    pages = json.loads((ROOT / "tests" / "floors_pages.json").read_text("utf-8"))["floors"]
    pinned = {f"F1 of {name}": nlp[name] for name in ("PROVINCE", "CITY", "SOE", "OFFICIAL")} | {
        "F1 of relevance": nlp["RELEVANCE"],
        "body of Chinese pages, F1": pages["zh"]["body"],
        "body of English pages, F1": pages["en"]["body"],
        "day of publication, Chinese pages": pages["zh"]["day"],
    }
    stated = {
        what: float(least) for what, least in re.findall(r"^\| (.+) \| ([\d.]+) \|$", README, re.M)
    }
    assert stated.keys() == pinned.keys()
    assert {what: least for what, least in stated.items() if least > pinned[what]} == {}


def test_cron_line_calls_a_command() -> None:
    (line,) = blocks(README, "crontab")
    fields = line.split()
    assert all(re.fullmatch(r"[\d*/,-]+", field) for field in fields[:5])
    assert fields[6:9] == ["--home", "/var/lib/dongbei", "run"]
    assert fields[8] in COMMANDS
