"""What the mart says of itself: how complete it is, and what was published to it."""

import json
from datetime import UTC, datetime

from eventmart.settings import Settings
from pipeline.mart.engine import mart_of


def mart_watermark(settings: Settings) -> datetime | None:
    """The time up to which the mart holds every received event; None if there is no mart yet.

    Raises:
        Exception: the mart's database cannot be reached, or answers with an error.
    """
    mart = mart_of(settings)
    if not mart.has_table("mart", "watermark"):
        return None
    rows = mart.rows("select complete_through from mart.watermark")
    return rows[0][0].astimezone(UTC) if rows and rows[0][0] else None


def has_merged(settings: Settings) -> bool:
    """Whether the mart holds what was published last.

    Raises:
        Exception: the mart's database cannot be reached, or answers with an error.
    """
    mart = mart_of(settings)
    if not mart.has_table("mart", "watermark") or not mart.has_table("landing", "commits"):
        return False
    (merged,), (published,) = (
        mart.rows(f"select run_id from {name}") or [(None,)]  # noqa: S608 - constants
        for name in ("mart.watermark", "landing.commits")
    )
    return published is not None and merged == published


def published_rows(settings: Settings) -> int:
    """How many rows the last publish sent, of all tables. They are in schema `landing` until the next one.

    Raises:
        Exception: the mart's database cannot be reached, or answers with an error.
    """
    mart = mart_of(settings)
    ((tables,),) = mart.rows("select tables from landing.commits") or [("{}",)]
    counts = [
        f'select count(*) as row_count from landing."{name}"'  # noqa: S608
        for name, table in json.loads(tables).items()
        if table["is_sent"]
    ]
    # one query, because each connects anew
    return sum(count for (count,) in mart.rows(" union all ".join(counts))) if counts else 0
