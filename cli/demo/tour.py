"""The steps of the demo, over HTTP."""

import time
from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cli.api import Api
from cli.send import Receipt
from cli.sending import Sending
from cli.updating import Updating
from eventmart.errors import OperatorError

_POLL_SECONDS = 0.3
_LANDED_SECONDS = 120
_MAX_ROWS = 10

_FIGURES = {
    "Events by type": """
        select event_type, count(*) as events, count(distinct user_id) as users
        from events group by event_type order by events desc""",
    "Sessions by day": """
        select session_date, session_count, user_count, median_duration_seconds as median_seconds
        from sessions_daily order by session_date desc""",
    "Daily active users": "select * from daily_active_users order by activity_date desc",
    "Revenue by day": "select * from revenue_daily order by order_date desc",
    "Funnel": """
        select step_number, event_type, user_count, share_of_first_step as of_first,
            share_of_previous_step as of_previous
        from funnel where (select max(user_count) from funnel) > 0 order by step_number""",
    "Channels of first visits": """
        select channel, sum(user_count)::bigint as users, sum(converted_user_count)::bigint as converted_users
        from attribution group by channel order by users desc""",
    "Weekly retention": """
        select * from retention_weekly where user_count > 0 order by cohort_week, week_number""",
    "Top users": "select user_rank, user_id, event_count, session_count from top_users order by user_rank",
}
_TOTALS = {
    "events": "select count(*) from events",
    "users": "select count(*) from users",
    "sessions": "select count(*) from sessions",
    "in quarantine": "select count(*) from quarantine",
}


class Tour:
    """Sends events, requests an update run and shows the mart.

    Args:
        api_url: URL of the API.
        key: API key, if the API requires one.
        console: where to print.
    """

    def __init__(self, api_url: str, key: str | None, console: Console) -> None:
        self._api_url = api_url
        self._key = key
        self._console = console
        self._api = Api(api_url, key)

    def run(self, lines: Iterable[bytes]) -> None:
        """Send the lines, update the mart and show it."""
        event_ids = [event_id for receipt in self._send(lines) for event_id in receipt.event_ids]
        Updating(self._api, self._console).follow()
        unique_ids = len(set(event_ids))
        self._console.print(
            f"\nThe {len(event_ids):,} accepted events have [bold]{unique_ids:,}[/] different ids.\n"
            f"The other {len(event_ids) - unique_ids:,} are repeats, which the mart does not count again."
        )
        self._show()

    def _send(self, lines: Iterable[bytes]) -> list[Receipt]:
        """Post the lines and wait until they are in HDFS."""
        lines = list(lines)
        receipts = Sending(self._api_url, self._key, self._console).all(lines)
        with self._console.status("waiting until the events are in HDFS"):
            self._wait_until_landed()
        self._console.print(
            f"[green]✓[/] {len(lines):,} lines sent: {sum(len(receipt.event_ids) for receipt in receipts):,} accepted, "
            f"{sum(len(receipt.errors) for receipt in receipts):,} rejected and quarantined"
        )
        return receipts

    def _show(self) -> None:
        """Print totals and tables from the mart."""
        totals = {name: self._query(sql)["rows"][0][0] for name, sql in _TOTALS.items()}
        self._console.print("In the mart: " + ", ".join(f"[bold]{n:,}[/] {name}" for name, n in totals.items()) + "\n")
        for title, sql in _FIGURES.items():
            answer = self._query(sql)
            if not answer["rows"]:
                continue
            table = Table(title=title, title_justify="left", title_style="bold")
            for column in answer["columns"]:
                is_number = column["type"] in ("int4", "int8", "numeric", "float8")
                table.add_column(column["name"], justify="right" if is_number else "left")
            for row in answer["rows"][:_MAX_ROWS]:
                table.add_row(*("" if value is None else escape(str(value)) for value in row))
            if len(answer["rows"]) > _MAX_ROWS:
                table.caption = f"first {_MAX_ROWS} of {len(answer['rows'])} rows"
            self._console.print(table)

    def _wait_until_landed(self) -> None:
        deadline = time.monotonic() + _LANDED_SECONDS
        while self._api.get("/event/status")["spool"]["segments"]:
            if time.monotonic() > deadline:
                raise OperatorError(
                    f"The events are not in HDFS after {_LANDED_SECONDS} s. See `make logs SERVICE=shipper`."
                )
            time.sleep(_POLL_SECONDS)

    def _query(self, sql: str) -> dict[str, Any]:
        return self._api.get("/analytics/query", sql=sql)
