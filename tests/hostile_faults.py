"""What a server can do to an HTTP client, one function each; all stay on loopback."""

import asyncio
import zlib
from collections.abc import Callable

import brotli
from backports import zstd
from hostile_server import Answerer, Exchange, page, to, unpackable
from tiny_articles import article

INFLATED = 300 * 1024 * 1024
"""Bytes that a bomb unpacks to."""
_ZEROS = bytes(1024 * 1024)


async def close_at_once(exchange: Exchange) -> None:
    """The connection ends without a word."""


async def reset_at_once(exchange: Exchange) -> None:
    await exchange.reset()


async def reset_in_the_body(exchange: Exchange) -> None:
    await exchange.head(content_type="text/html", content_length="50000")
    await exchange.send(b"<p>" + b"x" * 20_000)
    await exchange.reset()


async def short_of_its_length(exchange: Exchange) -> None:
    await exchange.head(content_type="text/html", content_length="50000")
    await exchange.send(b"<p>half a page")


async def cut_chunks(exchange: Exchange) -> None:
    await exchange.head(content_type="text/html", transfer_encoding="chunked")
    await exchange.send(b"400\r\n" + b"x" * 500)


async def no_chunks(exchange: Exchange) -> None:
    await exchange.head(content_type="text/html", transfer_encoding="chunked")
    await exchange.send(b"zz\r\nthis is no chunk\r\n")


async def not_http(exchange: Exchange) -> None:
    await exchange.send(b"SSH-2.0-OpenSSH_9.2\r\n\r\n\x00\x01\x02")


async def silence(exchange: Exchange) -> None:
    await asyncio.sleep(30)


async def slow_drip(exchange: Exchange) -> None:
    """A byte now and then: never idle, never done."""
    await exchange.head(content_type="text/html", content_length="50000")
    for _ in range(300):
        await exchange.send(b"x")
        await asyncio.sleep(0.1)


async def slow_header(exchange: Exchange) -> None:
    await exchange.send(b"HTTP/1.1 200 OK\r\n")
    for number in range(300):
        await exchange.send(b"x-%d: y\r\n" % number)
        await asyncio.sleep(0.1)


async def large_header(exchange: Exchange) -> None:
    await exchange.head(x_large="y" * 2 * 1024 * 1024)
    await exchange.send(b"<p>text</p>")


async def many_headers(exchange: Exchange) -> None:
    await exchange.send(b"HTTP/1.1 200 OK\r\n" + b"x-filler: y\r\n" * 300_000 + b"\r\n<p>x</p>")


async def endless_headers(exchange: Exchange) -> None:
    await exchange.send(b"HTTP/1.1 200 OK\r\n")
    await exchange.pour(b"x-filler: y\r\n" * 5_000)


async def declared_gigabyte(exchange: Exchange) -> None:
    await exchange.head(content_type="text/html", content_length=str(1 << 30))
    await exchange.pour(b"<p>" + b"x" * 65_533)


async def endless_body(exchange: Exchange) -> None:
    """No length, no end."""
    await exchange.head(content_type="text/html")
    await exchange.pour(b"<p>" + b"x" * 65_533)


async def endless_chunks(exchange: Exchange) -> None:
    await exchange.head(content_type="text/html", transfer_encoding="chunked")
    await exchange.pour(b"10000\r\n" + b"x" * 65_536 + b"\r\n")


async def endless_redirects(exchange: Exchange) -> None:
    """Each answer leads to an address never seen before."""
    await exchange.answer(b"", 302, location=f"{exchange.path}x")


def fails_once() -> Answerer:
    """500 to the first request, an article to all others."""
    calls = iter(range(1_000_000))

    async def send(exchange: Exchange) -> None:
        if next(calls) == 0:
            await exchange.answer(b"busy", 500)
        else:
            await exchange.answer(article(700).encode())

    return send


def gzip_bomb(size: int = INFLATED) -> bytes:
    packer = zlib.compressobj(6, wbits=31)
    return b"".join(packer.compress(_ZEROS) for _ in range(size // len(_ZEROS))) + packer.flush()


def brotli_bomb() -> bytes:
    packer = brotli.Compressor(quality=1)
    blocks = [packer.process(_ZEROS) for _ in range(INFLATED // len(_ZEROS))]
    return b"".join(blocks) + packer.finish()


def zstd_bomb() -> bytes:
    packer = zstd.ZstdCompressor(level=1)
    blocks = [packer.compress(_ZEROS) for _ in range(INFLATED // len(_ZEROS))]
    return b"".join(blocks) + packer.flush()


def gzip_twice() -> bytes:
    return zlib.compress(gzip_bomb(), wbits=31)


FAULTS: dict[str, Callable[[], Answerer]] = {
    "error-500": lambda: page(b"broken", 500),
    "error-403": lambda: page(b"go away", 403),
    "error-410": lambda: page(b"gone", 410),
    "flaky": fails_once,
    "close-at-once": lambda: close_at_once,
    "reset-at-once": lambda: reset_at_once,
    "reset-in-the-body": lambda: reset_in_the_body,
    "short-of-its-length": lambda: short_of_its_length,
    "cut-chunks": lambda: cut_chunks,
    "no-chunks": lambda: no_chunks,
    "not-http": lambda: not_http,
    "silence": lambda: silence,
    "slow-drip": lambda: slow_drip,
    "slow-header": lambda: slow_header,
    "large-header": lambda: large_header,
    "many-headers": lambda: many_headers,
    "endless-headers": lambda: endless_headers,
    "declared-gigabyte": lambda: declared_gigabyte,
    "endless-body": lambda: endless_body,
    "endless-chunks": lambda: endless_chunks,
    "endless-redirects": lambda: endless_redirects,
    "redirect-to-itself": lambda: to("/a/redirect-to-itself"),
    "redirect-circle": lambda: to("/a/redirect-circle-2"),
    "redirect-circle-2": lambda: to("/a/redirect-circle"),
    "redirect-nowhere": lambda: to("http://"),
    "redirect-to-a-file": lambda: to("file:///etc/passwd"),
    "gzip-bomb": lambda: unpackable(gzip_bomb(), "gzip"),
    "gzip-twice": lambda: unpackable(gzip_twice(), "gzip, gzip"),
    "brotli-bomb": lambda: unpackable(brotli_bomb(), "br"),
    "zstd-bomb": lambda: unpackable(zstd_bomb(), "zstd"),
    "false-gzip": lambda: unpackable(b"this is no gzip at all", "gzip"),
    "empty": lambda: page(b""),
    "binary": lambda: page(bytes(range(256)) * 64, content_type="text/html"),
    "nul-bytes": lambda: page(article(701).replace("沈阳市", "\0沈\0阳市").encode()),
}
"""Path below /a/ to the maker of its answer."""
