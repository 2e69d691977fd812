"""The outlets declared as sources, for the pipeline."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from string import Template

from crawler.samplesite.outlets import OUTLETS


def source_files(base_urls: Mapping[str, str], folder: Path) -> list[Path]:
    """Writes ``sample-*.toml`` into ``folder`` (made if need be) and returns their paths.

    ``base_urls``: source id to address without a final slash, as ``SampleSite.base_urls`` has them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for outlet in OUTLETS:
        name = f"{outlet.source_id}.toml"
        declared = files(__package__).joinpath("declared", name).read_text(encoding="utf-8")
        path = folder / name
        text = Template(declared).substitute(base=base_urls[outlet.source_id])
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written
