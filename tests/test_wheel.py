"""The built wheel, installed in another folder, runs the demo: its data files are inside."""

import socket
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from packages import PACKAGES

from crawler.samplesite import OUTLETS, manifest

ROOT = Path(__file__).parents[1]
WHERE = "import {0}; print(*[m.__file__ for m in ({0},)], sep='\\n')".format(", ".join(PACKAGES))


@dataclass(frozen=True, slots=True)
class Installed:
    wheel: Path
    bin: Path
    folder: Path

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """A program of the new environment, from a folder that is not the checkout."""
        return subprocess.run(
            [self.bin / words[0], *words[1:]], cwd=self.folder, capture_output=True, text=True,
            timeout=300, env={"PATH": "/usr/bin:/bin", "HOME": str(self.folder)},
        )  # fmt: skip


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    """The wheel in a new environment that sees the other packages of this one, not the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT],
        cwd=folder, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert built.returncode == 0, f"{built.stdout}\n{built.stderr}"
    (wheel,) = folder.glob("*.whl")
    home = folder / "venv"
    venv.create(home, symlinks=True)
    purelib = Path(sysconfig.get_path("purelib", "venv", {"base": str(home)}))
    install(wheel, home)
    (purelib / "others.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    yield Installed(wheel, home / "bin", elsewhere)


def install(wheel: Path, home: Path) -> None:
    """By this environment's pip, before the other packages come into sight."""
    done = subprocess.run(
        [sys.executable, "-m", "pip", "--python", home / "bin" / "python", "install", "--no-deps",
         "--no-index", "--quiet", wheel],
        cwd=home, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_every_data_file_of_the_packages_is_inside(installed: Installed) -> None:
    inside = set(zipfile.ZipFile(installed.wheel).namelist())
    wanted = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert {Path(name).suffix for name in wanted} >= {".toml", ".csv", ".html", ".css", ".txt"}
    assert wanted - inside == set()
    assert "web/datasette-metadata.json" in inside
    assert any(name.endswith("licenses/LICENSE") for name in inside)
    assert not any(name.startswith(("tests/", "docs/", "bench/", "var/")) for name in inside)


def test_packages_are_those_of_the_wheel(installed: Installed) -> None:
    done = installed.run("python", "-c", WHERE)
    assert done.returncode == 0, done.stderr
    home = installed.bin.parent
    assert [Path(line).is_relative_to(home) for line in done.stdout.split()] == [True] * 6


def test_the_demo_runs_from_another_folder(installed: Installed) -> None:
    done = installed.run("dongbei", "demo", "--once", "--site-port", str(free_ports(len(OUTLETS))))
    assert done.returncode == 0, done.stderr
    assert f"articles={sum(entry.should_store for entry in manifest(1))} " in done.stdout
    assert (installed.folder / "var" / "demo" / "news.db").is_file()
    found = installed.run("dongbei", "--home", "var/demo", "search", "沈阳", "--limit", "3")
    assert found.returncode == 0, found.stderr
    assert "沈阳" in found.stdout


def test_the_site_shows_its_templates_and_style(installed: Installed) -> None:
    script = (
        "import asyncio\nfrom pathlib import Path\nfrom db.settings import Settings\n"
        "from web.serve import datasette_for\n"
        "site = datasette_for(Settings(home=Path('shown')))\n"
        "async def main():\n"
        "    for path in ('/', '/-/dongbei/style.css', '/news'):\n"
        "        print(path, (await site.client.get(path)).status_code)\n"
        "asyncio.run(main())"
    )
    (installed.folder / "shown").mkdir()
    done = installed.run("python", "-c", script)
    assert done.stdout.splitlines() == ["/ 200", "/-/dongbei/style.css 200", "/news 200"], (
        done.stderr
    )


def free_ports(count: int) -> int:
    """The first of ``count`` consecutive ports that nobody uses now."""
    for first in range(20_000, 60_000, count):
        sockets = [socket.socket() for _ in range(count)]
        try:
            for offset, sock in enumerate(sockets):
                sock.bind(("127.0.0.1", first + offset))
            return first
        except OSError:
            continue
        finally:
            for sock in sockets:
                sock.close()
    raise AssertionError("no free ports")
