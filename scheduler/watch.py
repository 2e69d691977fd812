"""``dongbei watch``: the commands of alerts, once the names of entities are in the database."""

from contextlib import closing

import click

from alerts.commands import watch as commands
from db.settings import Settings
from db.store.database import open_news


@click.group("watch", commands=commands.commands, help=commands.help)
@click.pass_obj
def watch(settings: Settings) -> None:
    """Fill in the entities before the first watch of a new home."""
    from scheduler.jobs import sync_knowledge
    from scheduler.overlay import overlay_of

    with closing(open_news(settings.news_db)) as news:
        if not news["entities"].count:
            sync_knowledge(news, overlay_of(settings))
