"""All benchmarks, one after another, each in a process of its own: ``make bench``."""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
BENCHES = (
    ("nlp_speed.py",),
    ("nlp_memory.py",),
    ("near_duplicates.py", "--articles", "100000"),
    ("seen_urls.py",),
    ("extraction.py",),
)

if __name__ == "__main__":
    for name, *options in BENCHES:
        print(f"== {name} {' '.join(options)}", flush=True)
        code = subprocess.run(
            [sys.executable, str(FOLDER / name), *options], check=False
        ).returncode
        if code:
            sys.exit(code)
