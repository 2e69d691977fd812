"""Links, images, sizes and the deploy files that the documents speak of."""

import configparser
import re
import struct
import tomllib
from pathlib import Path

import click
import pytest
from markdown_pages import PAGES, ROOT, links, page

from scheduler.cli import COMMANDS, cli

UNIT = ROOT / "deploy" / "dongbei.service"
IMAGES = sorted((ROOT / "docs" / "images").iterdir())

every_page = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)


@every_page
def test_links_lead_to_files_of_ours(path: Path) -> None:
    targets = [link for link in links(path.read_text("utf-8")) if not link.startswith("#")]
    assert [t for t in targets if not (path.parent / t.partition("#")[0]).is_file()] == []


@every_page
def test_paths_in_backticks_exist(path: Path) -> None:
    named = re.findall(
        r"`((?:tests|nlp|crawler|db|docs|deploy)/[\w./*-]+)`", path.read_text("utf-8")
    )
    assert [name for name in named if not list(ROOT.glob(name))] == []


@every_page
def test_pages_are_short_and_plain(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300
    assert re.findall(r"—|!{2}|\b(?:TODO|TBD|FIXME|powerful|seamless|blazing|robust)\b", text) == []


def test_images_are_all_shown_and_small() -> None:
    assert {image.name for image in IMAGES} == {
        Path(link).name for link in links(page("README.md")) if link.endswith(".png")
    }
    for image in IMAGES:
        head = image.read_bytes()[:24]
        assert head.startswith(b"\x89PNG\r\n")
        assert struct.unpack(">I", head[16:20])[0] == 1280
        assert image.stat().st_size < 300_000


def test_documents_are_all_linked_from_the_readme() -> None:
    shown = {(ROOT / link).resolve() for link in links(page("README.md"))}
    assert {path for path in PAGES if path.name != "README.md"} <= shown


def test_unit_starts_a_command_that_exists() -> None:
    unit = configparser.ConfigParser(interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(UNIT.read_text(encoding="utf-8"))
    program, *words = unit["Service"]["ExecStart"].split()
    assert program.endswith("/.venv/bin/dongbei")
    context = cli.make_context("dongbei", words)
    assert context.params["home"] == Path("/var/lib/dongbei")
    assert context.protected_args == ["serve"] and "serve" in COMMANDS
    assert isinstance(cli.get_command(context, "serve"), click.Command)
    assert unit["Service"]["ProtectSystem"] == "strict"
    assert unit["Service"]["StateDirectory"] == "dongbei"
    assert unit["Service"]["EnvironmentFile"] == "-/etc/dongbei/environment"


def test_changelog_tells_of_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert f"## [{version}]" in page("CHANGELOG.md")
