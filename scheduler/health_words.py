"""Findings in plain words, and the articles that show them."""

from sqlite_utils import Database

from db.store import health_samples
from db.store.health_rows import FIELDS, Incident, Kind, Sample
from scheduler.health_scene import Finding, Scene


def reason(finding: Finding, scene: Scene) -> str:
    """One sentence: what is seen, what is usual."""
    seen = finding.evidence
    match finding.kind:
        case Kind.ERRORS:
            return _errors(finding)
        case Kind.LAYOUT:
            return _layout(finding)
        case Kind.NEVER:
            return (
                f"nothing was ever stored in {seen['runs']} crawls that were answered; "
                f"{_lists(scene.links)}, {seen['pages']} pages read, {seen['refused']} no articles"
            )
        case Kind.DEAD:
            return f"{_silent(finding)}; its list pages hold no article links any more"
        case Kind.STALE:
            return f"{_silent(finding)}; it still answers, but with old articles only"
        case Kind.ENCODING:
            return f"{_shares(finding, 'readable text')}: the characters are decoded wrongly"
        case Kind.FIELDS:
            return _shares(finding, "")
        case Kind.TAGS:
            return f"{_shares(finding, 'a known name')}: a part of the text may be lost"
    return (
        f"{seen['count']} articles in {seen['days']} days where {seen['expected']} are usual "
        f"({seen['a_day']} a normal day)"
    )


def samples(news: Database, source: str, finding: Finding) -> tuple[Sample | None, Sample | None]:
    """An article from before and one from after; crawl.db must be attached as ``crawl``."""
    since, field = finding.since, finding.detail.split(",")[0]
    if finding.kind is Kind.FIELDS:
        return (
            health_samples.with_field(news, source, field, since),
            health_samples.without_field(news, source, field, since),
        )
    before = health_samples.newest(news, source, before=since)
    if finding.kind is Kind.NEVER or (finding.kind, finding.detail) == (Kind.LAYOUT, "article"):
        return before, health_samples.refused(news, source, since)
    if finding.kind in (Kind.ERRORS, Kind.DEAD, Kind.STALE):
        return before, None
    return before, health_samples.newest(news, source, since=since)


def merged(incident: Incident, finding: Finding) -> Finding:
    """An open incident's finding with what was told before: fields that it named stay named."""
    if incident.kind is not Kind.FIELDS:
        return finding
    names = set(incident.detail.split(",")) | set(finding.detail.split(","))
    detail = ",".join(name for name in FIELDS if name in names)
    evidence = {**incident.evidence, **finding.evidence}
    return Finding(finding.kind, incident.since, detail, evidence)


def _errors(finding: Finding) -> str:
    seen = finding.evidence
    error = f" ({seen['error']})" if seen.get("error") else ""
    if "days" in seen:
        return f"no answer on {seen['days']} days running{error}"
    return f"{_shares(finding, 'an answer')}{error}"


def _layout(finding: Finding) -> str:
    seen = finding.evidence
    if finding.detail == "length":
        lost = f"bodies have {seen['chars_now']} characters where {seen['chars_usual']} are usual"
        return f"{lost}: the page's layout has changed"
    if "last" in seen:
        return f"{_silent(finding)}: {seen['pages']} pages were read and none is an article"
    return f"{_shares(finding, 'an article')}: the page's layout has changed"


def _silent(finding: Finding) -> str:
    seen = finding.evidence
    return (
        f"nothing new since {seen['last']}, {seen['quiet']} normal days; "
        f"{seen['interval']} without an article are usual, and {seen['missed']} were expected"
    )


def _shares(finding: Finding, what: str) -> str:
    """``author in 0 % of 12 articles, usually in 98 %``."""
    parts = []
    for name in finding.detail.split(","):
        now = float(finding.evidence[f"{name}_now"] or 0)
        usual = float(finding.evidence[f"{name}_usual"] or 0)
        of = finding.evidence[f"{name}_of"]
        parts.append(f"{what or name} in {now:.0%} of {of}, usually in {usual:.0%}")
    return "; ".join(parts)


def _lists(links: int | None) -> str:
    return "no list page was read" if links is None else f"its list pages hold {links} links"
