"""CPU time and peak memory of a process and of its worker processes (Linux)."""

import resource
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Self


class Usage:
    """Counts while it is open; a worker process must have ended by then to be counted."""

    def __enter__(self) -> Self:
        self._worker_mb = 0.0
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)
        self._watch.start()
        self._before = _cpu()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        after = _cpu()
        self._over.set()
        self._watch.join()
        self.own = after[0] - self._before[0]
        self.workers = after[1] - self._before[1]

    def figures(self, more: dict[str, Any]) -> dict[str, Any]:
        """Seconds (less those ``not counted``) and MB, and ``more``."""
        cpu = self.own + self.workers - more.pop("not counted", 0.0)
        return {
            "cpu": round(cpu, 3),
            "own cpu": round(self.own, 3),
            "MB": round(_peak("self"), 1),
            "worker MB": round(self._worker_mb, 1),
            **more,
        }

    def _look(self) -> None:
        while not self._over.wait(0.3):
            for task in Path("/proc/self/task").iterdir():
                for child in (task / "children").read_text(encoding="ascii").split():
                    self._worker_mb = max(self._worker_mb, _peak(child))


def _cpu() -> tuple[float, float]:
    """Seconds of this process, and of its ended children."""
    own, ended = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime, ended.ru_utime + ended.ru_stime


def _peak(process: str) -> float:
    """MB that a process has had in memory at most; 0 where it has ended."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
        return int(status.split("VmHWM:")[1].split()[0]) / 1024
    except (OSError, IndexError):
        return 0.0
