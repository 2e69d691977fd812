"""What else could be done to a page without changing a word of what its reader sees."""

from collections.abc import Callable

from lxml import etree

Tree = etree._Element


def mutated(html: str, *changes: Callable[[Tree], None]) -> bytes:
    """The page after all changes, in UTF-8."""
    parser = etree.HTMLParser(encoding="utf-8", recover=True)
    root = etree.fromstring(html.encode(), parser)
    for change in changes:
        change(root)
    return bytes(etree.tostring(root, method="html", encoding="utf-8"))


def without_names(root: Tree) -> None:
    """No class, no id."""
    for element in root.iter():
        for name in ("class", "id"):
            element.attrib.pop(name, None)


def hashed_names(root: Tree) -> None:
    """Class names as bundlers make them."""
    for element in root.iter():
        if name := element.get("class"):
            element.set("class", f"c{sum(map(ord, name)) % 997:03x}_{len(name)}x")
            element.attrib.pop("id", None)


def without_meta(root: Tree) -> None:
    """No meta tags and no JSON-LD, only the charset."""
    for element in list(root.iter("meta", "script")):
        parent = element.getparent()
        if parent is not None and not element.get("charset"):
            previous = element.getprevious()
            if previous is not None:
                previous.tail = (previous.tail or "") + (element.tail or "")
            else:
                parent.text = (parent.text or "") + (element.tail or "")
            parent.remove(element)


def plain_headings(root: Tree) -> None:
    """Headings are divisions."""
    for element in root.iter("h1", "h2", "h3", "h4"):
        element.tag = "div"


def wrapped(root: Tree) -> None:
    """Each paragraph and heading in a division of its own."""
    for element in list(root.iter("p", "h1", "h2", "ul", "table")):
        parent = element.getparent()
        if parent is not None:
            box, tail = etree.Element("div"), element.tail
            element.tail = None
            parent.replace(element, box)
            box.append(element)
            box.tail = tail


def divided(root: Tree) -> None:
    """Paragraphs and HTML5 sections are divisions."""
    for element in root.iter("p", "article", "section", "main", "header", "footer", "nav", "aside"):
        element.tag = "div"


ALL = (without_names, hashed_names, without_meta, plain_headings, wrapped, divided)
