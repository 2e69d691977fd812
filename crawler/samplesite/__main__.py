"""``python -m crawler.samplesite --ports 8901,8902,... --edition 1 [--log FILE] [--sources DIR]``.

Runs until SIGTERM or SIGINT; prints one line when it is ready.
"""

import argparse
import signal
import sys
import threading
from pathlib import Path

from crawler.samplesite.outlets import OUTLETS
from crawler.samplesite.server import SampleSite
from crawler.samplesite.sources import source_files
from db.errors import DongbeiError


def main() -> int:
    """Exit code 0 after a signal, 1 with one clear line on an error, 2 on wrong usage."""
    options = _parser().parse_args()
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    try:
        with SampleSite(options.ports, options.edition, options.log) as site:
            if options.sources is not None:
                source_files(site.base_urls, options.sources)
            served = " ".join(f"{key}={url}" for key, url in site.base_urls.items())
            sys.stdout.write(f"sample site ready, edition {site.edition}: {served}\n")
            sys.stdout.flush()
            stopped.wait()
    except DongbeiError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m crawler.samplesite",
        description="Serve the bundled news site on loopback.",
        epilog="example: python -m crawler.samplesite --edition 2 --sources /tmp/sources",
    )
    parser.add_argument(
        "--ports", type=_ports, metavar="N,N,...",
        help=f"{len(OUTLETS)} ports, in the order of the outlets (default: free ones)",
    )  # fmt: skip
    parser.add_argument("--edition", type=int, default=1, help="1 or 2 (default 1)")
    parser.add_argument("--log", type=Path, metavar="FILE", help="append each request here")
    parser.add_argument(
        "--sources", type=Path, metavar="DIR", help="write the outlets' source files here"
    )
    return parser


def _ports(value: str) -> tuple[int, ...]:
    return tuple(int(port) for port in value.split(","))


if __name__ == "__main__":
    sys.exit(main())
