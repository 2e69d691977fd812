"""``dongbei review -i`` on a pseudo-terminal: one key per item."""

import os
import pty
import select
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest
from review_home import MAYOR, VICE, copy_of, make_home, queue, run
from site_home import dongbei, rows


@pytest.fixture(scope="module")
def tagged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_home(tmp_path_factory.mktemp("tagged"))


class Terminal:
    """The command on a terminal of its own; answers are typed when it asks."""

    def __init__(self, home: Path) -> None:
        self._ours, theirs = pty.openpty()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "scheduler.cli", "--home", str(home), "review", "-i"],
            stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        )  # fmt: skip
        os.close(theirs)
        self.shown = ""

    def wait_for(self, words: str) -> None:
        until = time.monotonic() + 60
        seen = len(self.shown)
        while words not in self.shown[seen:]:
            assert time.monotonic() < until, self.shown
            if select.select([self._ours], [], [], 1)[0]:
                self.shown += self._read()

    def press(self, prompt: str, key: str) -> None:
        """One key, once the program reads single keys (it forgets those typed before)."""
        self.wait_for(prompt)
        while termios.tcgetattr(self._ours)[3] & termios.ICANON:
            if select.select([self._ours], [], [], 0.01)[0]:
                self.shown += self._read()
        os.write(self._ours, key.encode())

    def type_line(self, prompt: str, line: str) -> None:
        self.wait_for(prompt)
        os.write(self._ours, f"{line}\n".encode())

    def end(self) -> int:
        code = self._process.wait(60)
        while (more := self._read()) != "":
            self.shown += more
        os.close(self._ours)
        return code

    def _read(self) -> str:
        try:
            return os.read(self._ours, 65536).decode("utf-8", "replace")
        except OSError:
            return ""


def decided(home: Path) -> list[tuple[str, str, int]]:
    return rows(
        home / "alerts.db",
        "select entity_id, action, undone_at is null from decisions order by id",
    )


def test_keys_decide_skip_and_undo(tagged: Path, tmp_path: Path) -> None:
    home = copy_of(tagged, tmp_path / "home")
    first, second = queue(home)
    terminal = Terminal(home)
    terminal.press("[1/2]", "x")
    terminal.press("[1/2]", "r")
    terminal.press("[2/2]", "u")
    terminal.press("[1/2]", "s")
    terminal.press("[2/2]", "a")
    terminal.wait_for("dongbei tag")
    assert terminal.end() == 0
    assert "undone" in terminal.shown and "1 decided" in terminal.shown
    assert decided(home) == [(first, "reject", 0), (second, "accept", 1)]
    assert list(queue(home)) == [first]


def test_merge_asks_for_the_person_and_a_wrong_one_again(tagged: Path, tmp_path: Path) -> None:
    home = copy_of(tagged, tmp_path / "home")
    terminal = Terminal(home)
    terminal.press("[1/2]", "m")
    terminal.type_line("id: ", "person:nobody")
    terminal.press("[1/2]", "m")
    terminal.type_line("id: ", "person:hao-peng")
    terminal.press("[2/2]", "q")
    assert terminal.end() == 0
    assert "no such person" in terminal.shown
    assert [row[1:] for row in decided(home)] == [("merge", 1)]
    assert {row[0] for row in decided(home)} < {MAYOR, VICE}


def test_without_a_terminal_it_says_what_to_do(tagged: Path) -> None:
    done = dongbei(tagged, "review", "-i")
    assert done.returncode == 2 and "dongbei review accept ID" in done.stderr
    assert "accept" in run(tagged, "review", "--help")
