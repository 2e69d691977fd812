"""Why a page was not had, in plain words: failures of the network as they are stored and shown."""

import gzip
import zlib

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.spidermiddlewares.httperror import HttpError
from scrapy.utils._compression import _DecompressionMaxSizeExceeded
from twisted.internet.error import ConnectionDone, ConnectionLost
from twisted.web._newclient import ParseError, ResponseFailed

from db.errors import DongbeiError

WORDS: tuple[tuple[type[BaseException], str], ...] = (
    (CannotResolveHostError, "the host's name leads to no public address"),
    (DownloadConnectionRefusedError, "the host refuses the connection"),
    (DownloadTimeoutError, "no whole answer in time"),
    (DownloadCancelledError, "the answer is too large"),
    (_DecompressionMaxSizeExceeded, "the answer is too large when unpacked"),
    (gzip.BadGzipFile, "the answer cannot be unpacked"),
    (zlib.error, "the answer cannot be unpacked"),
    (ResponseDataLossError, "the answer broke off"),
    (ConnectionDone, "the connection was closed before an answer"),
    (ConnectionLost, "the connection was reset"),
    (ParseError, "the answer is not HTTP"),
)


def reason(error: BaseException) -> str:
    """One line; the class is named where the failure is not one of the usual.

    >>> reason(DownloadTimeoutError("Getting http://a.cn/ took longer than 30 seconds."))
    'no whole answer in time'
    >>> reason(ValueError("odd"))
    'ValueError: odd'
    """
    text = " ".join(str(error).split())
    if isinstance(error, HttpError):
        return f"HTTP {error.response.status} that leads to no page"
    for inner in (error, *_inner(error)):
        for kind, words in WORDS:
            if isinstance(inner, kind):
                return words
    if isinstance(error, IgnoreRequest | DongbeiError):
        return text or "refused"
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _inner(error: BaseException) -> list[BaseException]:
    """What lies behind Scrapy's own exception, and the reasons that Twisted gives."""
    cause = error.__cause__
    if not isinstance(error, DownloadFailedError | IgnoreRequest) or cause is None:
        return []
    reasons = cause.reasons if isinstance(cause, ResponseFailed) else []
    return [cause, *(failure.value for failure in reasons)]
