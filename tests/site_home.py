"""A home folder whose only sources are the sample site's outlets, and runs of the real command."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from crawler.samplesite import TODAY, SampleSite, source_files
from db.functions import register

CONFIG = f'sources = ["sample-*"]\nallow_loopback = true\ntoday = "{TODAY}"\n'


def make_home(folder: Path, site: SampleSite) -> Path:
    """The folder with the outlets' sources and settings."""
    folder.mkdir(parents=True, exist_ok=True)
    source_files(site.base_urls, folder / "sources")
    (folder / "dongbei.toml").write_text(CONFIG, encoding="utf-8")
    return folder


def start(
    home: Path, *arguments: str, env: Mapping[str, str] | None = None
) -> "subprocess.Popen[str]":
    """``dongbei --home HOME ...`` as a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "scheduler.cli", "--home", str(home), *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        env=os.environ | dict(env or {}),
    )  # fmt: skip


def dongbei(
    home: Path, *arguments: str, seconds: float = 240
) -> "subprocess.CompletedProcess[str]":
    """Run the command to its end."""
    process = start(home, *arguments)
    out, err = process.communicate(timeout=seconds)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def rows(path: Path, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """Rows of a read-only query."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)) as db:
        register(db)
        return db.execute(sql, values).fetchall()
