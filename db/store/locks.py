"""One process at a time for one job: advisory file locks that a killed process gives back."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from db.errors import LockedError, StoreError


@contextmanager
def lock(home: Path, name: str) -> Iterator[None]:
    """Hold ``home/locks/name.lock``; raises LockedError at once if another process has it."""
    path = home / "locks" / f"{name}.lock"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = path.open("w")
    except OSError as error:
        raise StoreError(
            f"cannot write: {error.strerror}",
            where=str(path),
            hint="choose a writable folder with --home or mend its permissions",
        ) from None
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise LockedError(
                f"another process is busy with {name}",
                where=str(path),
                hint="wait for it to end, or stop it",
            ) from None
        yield
