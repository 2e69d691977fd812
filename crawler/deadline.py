"""Work on hostile bytes in a process of its own, with a deadline: killed and replaced when late."""

import contextlib
import multiprocessing
from collections import deque
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Generic, TypeVar

A = TypeVar("A")
R = TypeVar("R")
Answer = tuple[bool, Any]
"""Whether the work ended well, and what came of it: an answer or the text of an error."""


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
    Answers to what is given together come together, as each message wakes a process at a cost. If
    they do not, a new process is given the same and answers one by one: so it is seen which of
    them kills or hangs it, and no other is harmed.
    """

    def __init__(
        self, function: Callable[[A], R], prepare: Callable[[], object] | None = None
    ) -> None:
        self._function, self._prepare = function, prepare
        self._given: deque[A] = deque()
        self._answers: deque[Answer] = deque()
        self._together = False
        self._process: Any = None
        self._pipe: Connection | None = None

    def call(self, argument: A, seconds: float) -> R:
        """The function's answer; raises WorkFailed, or WorkKilled after ``seconds``."""
        self.give([argument])
        return self.take(seconds)

    def give(self, arguments: Sequence[A]) -> None:
        """Start the work; every answer is to be taken, in this order, before more is given."""
        self._given = deque(arguments)
        self._together = len(arguments) > 1
        self._send()

    def take(self, seconds: float) -> R:
        """The next answer to what was given; raises as ``call`` does.

        ``seconds`` is what one answer may take, and all of those that come together.
        """
        if self._together and not self._answers:
            self._receive_together(seconds)
        ok, answer = self._answers.popleft() if self._answers else self._receive_next(seconds)
        self._given.popleft()
        if not ok:
            raise WorkFailed(answer)
        result: R = answer
        return result

    def _receive_together(self, seconds: float) -> None:
        try:
            self._answers.extend(self._receive(seconds))
        except (WorkKilled, _Died):
            self.close()
            self._together = False
            self._send()

    def _receive_next(self, seconds: float) -> Answer:
        try:
            return self._receive_or_give_up(seconds)
        except _Died:
            self._send()
        try:
            return self._receive_or_give_up(seconds)
        except _Died as error:
            self._give_up()
            raise WorkKilled(f"the process died: {error}") from None

    def _receive_or_give_up(self, seconds: float) -> Answer:
        try:
            answer: Answer = self._receive(seconds)
        except WorkKilled:
            self._give_up()
            raise
        return answer

    def _receive(self, seconds: float) -> Any:
        try:
            if self._pipe is None:
                raise EOFError
            if not self._pipe.poll(seconds):
                raise WorkKilled(f"no answer within {seconds:g} s")
            return self._pipe.recv()
        except (EOFError, OSError) as error:
            self.close()
            raise _Died(str(error) or "end of file") from None

    def _give_up(self) -> None:
        """No answer to the first of what was given; the others are given to a new process."""
        self.close()
        self._given.popleft()
        if self._given:
            self._send()

    def _send(self) -> None:
        try:
            self._start().send((self._together, list(self._given)))
        except (EOFError, OSError):
            self.close()

    def close(self) -> None:
        """End the process, whatever it does."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None

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
            together, arguments = pipe.recv()
            answers = (_answer(function, argument) for argument in arguments)
            if together:
                pipe.send(list(answers))
                continue
            for answer in answers:
                pipe.send(answer)


def _answer(function: Callable[[A], R], argument: A) -> Answer:
    try:
        return True, function(argument)
    except Exception as error:  # the parent decides what to do with it
        return False, str(error) or type(error).__name__
