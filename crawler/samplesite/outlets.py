"""The seven outlets: who they are, how their pages are laid out, what their robots.txt says."""

from dataclasses import dataclass
from datetime import date

from db.models import Language

TODAY = date(2026, 5, 12)
"""The day of the newest issue; give it to the crawler as today."""


@dataclass(frozen=True, slots=True)
class Outlet:
    """``key`` names the article file; ``robots_wait`` is how slow robots.txt answers, in seconds.

    ``charset`` is the label in header and page, ``codec`` what the bytes really are.
    """

    key: str
    name: str
    language: Language
    family: str
    disallow: tuple[str, ...]
    crawl_delay: float
    charset: str = "utf-8"
    codec: str = "utf-8"
    robots_wait: float = 0.0

    @property
    def names_itself(self) -> bool:
        """Whether the pages give the outlet as origin of what it wrote itself."""
        return self.family not in ("wordpress", "generic")

    @property
    def source_id(self) -> str:
        return f"sample-{self.key}"

    def robots(self, base_url: str) -> str:
        """Another robot is shut out first: a reader that mixes the groups up shows at once."""
        rules = "\n".join(f"Disallow: {path}" for path in self.disallow)
        sitemap = f"Sitemap: {base_url}/sitemap.xml\n" if self.family == "system_cms" else ""
        return (
            f"# {self.key}\nUser-agent: greedybot\nDisallow: /\n\n"
            f"User-agent: *\n{rules}\nCrawl-delay: {self.crawl_delay}\n\n{sitemap}"
        )


OUTLETS: tuple[Outlet, ...] = (
    Outlet(
        "liaohe", "辽河晨报", Language.HANS, "founder_a1",
        ("/pc/con/202605/12/content_9",), 0.05,
    ),
    Outlet(
        "songhua", "松花新闻网", Language.HANS, "people",
        ("/n2/2026/0511/c999999", "/member/"), 0.05, charset="gb2312", codec="gb18030",
    ),
    Outlet("zhengwu", "黑土地发展信息网", Language.HANS, "trs", ("/neibu/",), 0.1),
    Outlet(
        "bohai", "渤海新闻网", Language.HANS, "system_cms",
        ("/system/2026/05/11/000991", "/admin/"), 0.05,
    ),
    Outlet(
        "notebook", "Northeast Notebook", Language.EN, "wordpress",
        ("/wp-admin/", "/2026/05/12/private-"), 0.1,
    ),
    Outlet(
        "gangdong", "港東日報", Language.HANT, "generic",
        ("/news/889",), 0.05, charset="big5", codec="big5hkscs",
    ),
    Outlet(
        "heishui", "黑水在线", Language.HANS, "ucap",
        ("/hlj/neibu/",), 0.2, robots_wait=0.3,
    ),
)  # fmt: skip
