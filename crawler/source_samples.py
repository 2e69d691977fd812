"""Pages of a check kept under HOME/samples/ID, as `dongbei extract --jsonl` reads them."""

import json
import shutil
from pathlib import Path

from crawler.fetched import Fetched

ENDINGS = {"feed": "xml", "sitemap": "xml", "json": "json"}


class Samples:
    """Writes pages into a fresh folder beside ``folder`` and puts it in its place at the end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._draft = folder.with_name(folder.name + ".new")
        shutil.rmtree(self._draft, ignore_errors=True)
        self._draft.mkdir(parents=True)
        self._rows: list[dict[str, str]] = []

    def keep(self, kind: str, page: Fetched) -> None:
        """Store one page; ``kind`` is ``article`` or a discovery kind."""
        number = sum(row["kind"] == kind for row in self._rows) + 1
        name = f"{kind}-{number}.{ENDINGS.get(kind, 'html')}"
        (self._draft / name).write_bytes(page.body)
        path = str((self.folder / name).absolute())
        row = {"id": name, "kind": kind, "url": page.url, "html_path": path}
        self._rows.append(row | {"content_type": page.content_type})

    def finish(self) -> int:
        """Write the lists of pages, replace an earlier folder; the number of pages kept."""
        for name, kinds in (("articles", {"article"}), ("lists", self._kinds() - {"article"})):
            rows = [row for row in self._rows if row["kind"] in kinds]
            text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            (self._draft / f"{name}.jsonl").write_text(text, encoding="utf-8")
        shutil.rmtree(self.folder, ignore_errors=True)
        self._draft.rename(self.folder)
        return len(self._rows)

    def _kinds(self) -> set[str]:
        return {row["kind"] for row in self._rows}
