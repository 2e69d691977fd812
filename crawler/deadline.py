"""Work on hostile bytes in a process of its own, with a deadline: killed and replaced when late."""

import contextlib
import multiprocessing
import select
import sys
from collections import deque
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Generic, TypeVar

A = TypeVar("A")
R = TypeVar("R")


class WorkFailed(Exception):
    """The work raised; the text says what."""


class WorkKilled(Exception):
    """The work passed its deadline or its process died: worth one more try, not many."""


class _Died(Exception):
    """The process is gone without an answer."""


class Worker(Generic[A, R]):
    """One process that applies ``function`` (a module-level one) to an argument at a time.

    ``prepare`` runs once in each new process, before the first argument and outside its deadline.
    Work whose process dies is given once more to a new one: it may have been killed by somebody.
    """

    def __init__(
        self, function: Callable[[A], R], prepare: Callable[[], object] | None = None
    ) -> None:
        self._function, self._prepare = function, prepare
        self._given: deque[A] = deque()
        self._process: Any = None
        self._pipe: Connection | None = None
        self._bell: Any = None

    def call(self, argument: A, seconds: float) -> R:
        """The function's answer; raises WorkFailed, or WorkKilled after ``seconds``."""
        self.give([argument])
        return self.take(seconds)

    def give(self, arguments: Sequence[A]) -> None:
        """Start the work; every answer is to be taken, in this order, before more is given."""
        self._given = deque(arguments)
        self._send()

    def take(self, seconds: float) -> R:
        """The next answer to what was given, waited for ``seconds``; raises as ``call`` does."""
        try:
            return self._taken(seconds)
        except _Died:
            self._send()
        try:
            return self._taken(seconds)
        except _Died as error:
            self._give_up()
            raise WorkKilled(f"the process died: {error}") from None

    def _taken(self, seconds: float) -> R:
        pipe = self._pipe
        try:
            if pipe is None:
                raise EOFError
            if not self._answered(pipe, seconds):
                self._give_up()
                raise WorkKilled(f"no answer within {seconds:g} s")
            ok, answer = pipe.recv()
        except (EOFError, OSError) as error:
            self.close()
            raise _Died(str(error) or "end of file") from None
        self._given.popleft()
        if not ok:
            raise WorkFailed(answer)
        result: R = answer
        return result

    def _give_up(self) -> None:
        """No answer to the first of what was given; the others are given to a new process."""
        self.close()
        self._given.popleft()
        if self._given:
            self._send()

    def _send(self) -> None:
        try:
            self._start().send(list(self._given))
        except (EOFError, OSError):
            self.close()

    def _answered(self, pipe: Connection, seconds: float) -> bool:
        """``pipe.poll``, without a new selector for each answer where the system has ``poll``."""
        if sys.platform == "win32":
            return pipe.poll(seconds)
        if self._bell is None:
            self._bell = select.poll()
            self._bell.register(pipe.fileno(), select.POLLIN)
        return bool(self._bell.poll(seconds * 1000))

    def close(self) -> None:
        """End the process, whatever it does."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = self._bell = None

    def __enter__(self) -> "Worker[A, R]":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _start(self) -> Connection:
        if self._pipe is None:
            context = multiprocessing.get_context("spawn")
            self._pipe, theirs = context.Pipe()
            self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
            self._process.start()
            theirs.close()
            # by this pipe: what goes with the start blocks for ever if the process dies at once
            self._pipe.send((self._function, self._prepare))
            self._pipe.recv()
        return self._pipe


def _serve(pipe: Connection) -> None:
    """Answer until the other end is closed (also by the parent's sudden death)."""
    with contextlib.suppress(EOFError, OSError):
        function, prepare = pipe.recv()
        if prepare is not None:
            prepare()
        pipe.send(True)
        while True:
            for argument in pipe.recv():
                pipe.send(_answer(function, argument))


def _answer(function: Callable[[A], R], argument: A) -> tuple[bool, object]:
    try:
        return True, function(argument)
    except Exception as error:  # the parent decides what to do with it
        return False, str(error) or type(error).__name__
