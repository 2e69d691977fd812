"""Worker processes: what dies, hangs or is killed is replaced, and nothing given is lost."""

import os
import signal
import threading
from functools import partial
from pathlib import Path

import pytest

from crawler.deadline import Worker, WorkFailed, WorkKilled


def test_a_worker_that_died_says_so_and_is_replaced() -> None:
    with Worker(die_or_answer) as worker:
        assert worker.call(0, 20.0) == 0
        with pytest.raises(WorkKilled, match="died"):
            worker.call(1, 20.0)
        assert worker.call(2, 20.0) == 2


def test_one_of_many_that_kills_or_hangs_its_worker_harms_no_other() -> None:
    with Worker(die_or_answer) as worker:
        worker.give([0, 1, 2, 1, 5, 3])
        assert worker.take(20.0) == 0
        with pytest.raises(WorkKilled, match="died"):
            worker.take(20.0)
        assert worker.take(20.0) == 2
        with pytest.raises(WorkKilled, match="died"):
            worker.take(20.0)
        with pytest.raises(WorkKilled, match="no answer within"):
            worker.take(0.2)
        assert worker.take(20.0) == 3


def test_one_of_many_that_hangs_is_found_by_giving_them_again() -> None:
    with Worker(die_or_answer) as worker:
        worker.give([0, 5, 3])
        assert worker.take(0.5) == 0
        with pytest.raises(WorkKilled, match="no answer within"):
            worker.take(0.5)
        assert worker.take(20.0) == 3
        worker.give([7, 8])
        assert [worker.take(20.0), worker.take(20.0)] == [7, 8]


def test_one_of_many_that_raises_harms_no_other() -> None:
    with Worker(ten_by) as worker:
        worker.give([5, 0, 2])
        assert worker.take(20.0) == 2
        with pytest.raises(WorkFailed, match="division"):
            worker.take(20.0)
        assert worker.take(20.0) == 5


def test_much_is_given_and_answered_at_a_time() -> None:
    """More than a pipe holds, both ways, while nobody reads the answers."""
    with Worker(partial(longer, "x" * 300_000)) as worker:
        worker.give(["y" * 300_000] * 4)
        assert [len(worker.take(20.0)) for _ in range(4)] == [600_000] * 4


def test_work_whose_process_was_killed_once_is_done_by_another(tmp_path: Path) -> None:
    with Worker(die_at_first) as worker:
        assert worker.call(str(tmp_path / "was-here"), 20.0) == "done"
        assert worker.call(str(tmp_path / "was-here"), 20.0) == "done"


def test_a_worker_may_be_told_much_when_it_starts() -> None:
    with Worker(partial(longer, "x" * 300_000)) as worker:
        assert len(worker.call("yz", 20.0)) == 300_002


def die_at_first(mark: str) -> str:
    path = Path(mark)
    if not path.exists():
        path.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


def die_or_answer(number: int) -> int:
    if number == 5:
        threading.Event().wait()
    if number == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def ten_by(number: int) -> int:
    return 10 // number


def longer(known: str, more: str) -> str:
    return known + more
