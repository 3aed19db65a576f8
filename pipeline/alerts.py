"""Alerts: told once when a condition begins to hold, and once when it has ended.

What is on, and what the webhook has not got yet, is in PostgreSQL, so it survives a restart of the worker. The webhook
gets each message at least once, in order. It is asked on a thread of its own, so that one that hangs delays no run.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import psycopg
import requests
from psycopg.types.json import Jsonb
from uuid_utils.compat import uuid7

from eventmart.errors import first_line
from pipeline.conditions import Condition

_LOOK_SECONDS = 15
_TIMEOUT_SECONDS = 10
_FIRST_PAUSE = timedelta(seconds=10)
_LONGEST_PAUSE = timedelta(minutes=10)
# a message that is older than this is of no use, and neither are more than this many
_KEPT = timedelta(days=1)
_KEPT_MESSAGES = 1_000

log = logging.getLogger("eventmart.alerts")


class Alerts:
    """Looks whether conditions hold, and tells the log and the webhook.

    Args:
        connect: opens a connection of role pipeline, in autocommit mode.
        conditions: the conditions, by the name of their alert.
        webhook_url: where to POST messages; empty for the log alone.
        now: returns the time (UTC).
        new_id: returns the id of a message.
    """

    def __init__(
        self,
        connect: Callable[[], psycopg.Connection[Any]],
        conditions: Mapping[str, Condition],
        webhook_url: str,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        new_id: Callable[[], UUID] = uuid7,
    ) -> None:
        self._connect = connect
        self._conditions = conditions
        self._webhook_url = webhook_url
        self._now = now
        self._new_id = new_id

    def look_until(self, stopped: threading.Event) -> None:
        """Look again and again. For a thread of its own."""
        while not stopped.wait(_LOOK_SECONDS):
            try:
                self.look()
            except psycopg.Error as error:
                log.warning("cannot look for alerts: %s", first_line(error))
            except Exception:
                # the thread must live on, and the log has what is wrong
                log.exception("cannot look for alerts")

    def look(self) -> None:
        """Look at each condition once, and deliver what is due.

        Raises:
            psycopg.Error: PostgreSQL cannot be reached, or answers with an error.
        """
        with self._connect() as connection:
            for name, condition in self._conditions.items():
                row = connection.execute("select began_at from pipeline.alerts where name = %s", [name]).fetchone()
                try:
                    detail = condition(row is not None)
                except Exception as error:
                    # a server is away: what was on stays on
                    log.warning("cannot look for alert %s: %s", name, first_line(error))
                    continue
                if detail and row is None:
                    self._begin(connection, name, detail)
                elif row is not None and not detail:
                    self._end(connection, name, row[0])
            self._deliver(connection)

    def _begin(self, connection: psycopg.Connection[Any], name: str, detail: str) -> None:
        began_at = self._now()
        with connection.transaction():
            connection.execute("insert into pipeline.alerts values (%s, %s, %s)", [name, began_at, detail])
            self._queue(connection, name, "firing", detail, began_at)
        log.error("alert %s: %s", name, detail)

    def _end(self, connection: psycopg.Connection[Any], name: str, began_at: datetime) -> None:
        detail = f"Alert {name} is over."
        with connection.transaction():
            connection.execute("delete from pipeline.alerts where name = %s", [name])
            self._queue(connection, name, "resolved", detail, began_at)
        log.warning("alert %s is over", name)

    def _queue(
        self, connection: psycopg.Connection[Any], name: str, state: str, detail: str, began_at: datetime
    ) -> None:
        if not self._webhook_url:
            return
        now = self._now()
        message = {
            "id": str(self._new_id()),
            "alert": name,
            "state": state,
            # the member that chat services show
            "text": f"eventmart: {detail}",
            "began_at": began_at.astimezone(UTC).isoformat(),
            "ended_at": now.isoformat() if state == "resolved" else None,
        }
        connection.execute(
            "insert into pipeline.alert_messages (message, created_at, next_try_at) values (%s, %s, %s)",
            [Jsonb(message), now, now],
        )

    def _deliver(self, connection: psycopg.Connection[Any]) -> None:
        """Post the messages in order, up to the first that is not due or not taken."""
        if not self._webhook_url:
            return
        dropped = connection.execute(
            "delete from pipeline.alert_messages where created_at < %s "
            "or number <= (select max(number) from pipeline.alert_messages) - %s",
            [self._now() - _KEPT, _KEPT_MESSAGES],
        ).rowcount
        if dropped:
            log.error("%d messages are dropped: the webhook did not take them for a day, or they are too many", dropped)
        while True:
            row = connection.execute(
                "select number, message, tries, next_try_at from pipeline.alert_messages order by number limit 1"
            ).fetchone()
            if row is None or row[3] > self._now():
                return
            number, message, tries, _ = row
            if problem := self._post(message):
                pause = min(_FIRST_PAUSE * 2 ** min(tries, 16), _LONGEST_PAUSE)
                log.warning("the webhook at %s %s; the next try is in %s", self._host, problem, pause)
                connection.execute(
                    "update pipeline.alert_messages set tries = tries + 1, next_try_at = %s where number = %s",
                    [self._now() + pause, number],
                )
                return
            connection.execute("delete from pipeline.alert_messages where number = %s", [number])

    @property
    def _host(self) -> str | None:
        """The one part of the URL that is no secret."""
        return urlsplit(self._webhook_url).hostname

    def _post(self, message: Mapping[str, Any]) -> str:
        """POST a message; returns what went wrong, empty if nothing did."""
        try:
            with requests.post(
                self._webhook_url,
                json=message,
                timeout=_TIMEOUT_SECONDS,
                # its body is of no use, and may have no end
                stream=True,
                # the token is for this host alone
                allow_redirects=False,
            ) as answer:
                return "" if answer.ok and not answer.is_redirect else f"answered {answer.status_code}"
        except OSError as error:
            # of the library, or because a file of certificates is missing; its text contains the URL
            return f"did not answer ({type(error).__name__})"
