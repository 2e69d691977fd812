"""A crawl in a world where a name has a public address: ``public_names.py MAP HOME SOURCE RUN``.

MAP is a JSON file: ``names``: name to the addresses that its lookups give in turn (the last stays);
``doors``: address to the loopback port that a connection to it comes out at; ``forget``: whether no
lookup is remembered; ``log``: the file that gets a line for each lookup and connection. Nothing
leaves the machine: a connection to any other address is refused, and logged.
"""

import errno
import json
import socket
import sys
from pathlib import Path
from typing import Any

from scrapy.resolver import CachingThreadedResolver

from crawler import crawl

LOOKUP, CONNECT = "lookup", "connect"


def disguise(world: dict[str, Any]) -> None:
    """Replace the lookup and the connection of this process."""
    names: dict[str, list[str]] = world["names"]
    connect = socket.socket.connect_ex
    log = Path(world["log"])

    def note(*words: object) -> None:
        with log.open("a", encoding="utf-8") as lines:
            lines.write(" ".join(map(str, words)) + "\n")

    def lookup(name: str) -> str:
        if name not in names:
            return str(socket.getaddrinfo(name, 0, socket.AF_INET)[0][4][0])
        addresses = names[name]
        address = addresses.pop(0) if len(addresses) > 1 else addresses[0]
        note(LOOKUP, name, address)
        return address

    def connect_ex(self: socket.socket, address: Any) -> int:
        note(CONNECT, address[0])
        port = world["doors"].get(address[0])
        return connect(self, ("127.0.0.1", port)) if port else errno.ECONNREFUSED

    socket.gethostbyname = lookup
    socket.socket.connect_ex = connect_ex  # type: ignore[method-assign, assignment]
    if world["forget"]:
        CachingThreadedResolver._cache_result = lambda self, result, name: result


if __name__ == "__main__":
    disguise(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    sys.exit(crawl.main(sys.argv[2:]))
