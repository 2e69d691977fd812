"""Files: one JSON line per alert, appended once, on disk before it counts as sent."""

import fcntl
import json
import mmap
import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self
from urllib.parse import unquote

from alerts import wording
from alerts.channels.address import mistake, split
from alerts.wording import Message
from db.errors import DeliveryError

_LINE_START = b'{"key": "'


@dataclass(frozen=True, slots=True)
class FileChannel:
    """``file:///folder/alerts.jsonl``: an absolute path."""

    path: Path
    base_url: str = ""

    @classmethod
    def parse(cls, to: str, base_url: str) -> Self:
        parts = split(to)
        path = unquote(parts.path)
        if parts.netloc not in ("", "localhost") or not path.startswith("/"):
            hint = "write the whole path after three slashes: file:///folder/alerts.jsonl"
            raise mistake(to, "not an absolute path", hint)
        if parts.query or parts.fragment or "\0" in path:
            raise mistake(to, "not a file path", "write %3F for ?, %23 for #, and no NUL")
        channel = cls(Path(path), base_url)
        try:
            fit = channel._is_fit()
        except OSError as error:
            hint = "mend its permissions, or name another file"
            raise mistake(to, f"the file cannot be read: {error.strerror}", hint) from None
        if not fit:
            raise mistake(to, "not a file of JSON lines", "name a new file, or one of ours")
        return channel

    def send(self, alert: Message) -> str:
        line = json.dumps(wording.as_json(alert, self.base_url), ensure_ascii=False) + "\n"
        try:
            if not self._is_fit():
                raise DeliveryError("not a file of JSON lines", permanent=True)
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab+") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                _drop_torn_line(file)
                if _has(file, alert.key):
                    return "already in the file"
                _append(file, line.encode())
            _sync_folder(self.path.parent)
        except OSError as error:
            raise DeliveryError(
                f"the file cannot be written: {error.strerror}", permanent=False
            ) from None
        return "appended"

    def _is_fit(self) -> bool:
        """Never append to a folder, a device or somebody's file of another kind."""
        if not self.path.exists():
            return True
        if not self.path.is_file():
            return False
        with self.path.open("rb") as file:
            return file.read(1) in (b"", b"{")


def _append(file: BinaryIO, line: bytes) -> None:
    size = file.seek(0, os.SEEK_END)
    try:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())
    except OSError:
        os.ftruncate(file.fileno(), size)
        raise


def _drop_torn_line(file: BinaryIO) -> None:
    """A power cut can leave half a line of ours at the end: it was never counted as sent."""
    size = file.seek(0, os.SEEK_END)
    if size == 0:
        return
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        last = content.rfind(b"\n") + 1
        torn = last < size and _LINE_START.startswith(content[last : last + len(_LINE_START)])
    if torn:
        os.ftruncate(file.fileno(), last)
    elif last < size:
        file.write(b"\n")
        file.flush()


def _has(file: BinaryIO, key: str) -> bool:
    if file.seek(0, os.SEEK_END) == 0:
        return False
    line = _LINE_START + key.encode() + b'"'
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return content[: len(line)] == line or content.find(b"\n" + line) >= 0


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
