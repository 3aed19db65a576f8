"""A client of the running stack, over HTTP and SQL, and polling."""

import time
from collections.abc import Callable, Iterable
from typing import Any
from uuid import uuid4

import psycopg
import requests
from psycopg.rows import tuple_row

from cli.send import send
from eventmart.postgres import Role, connection_parameters
from eventmart.settings import Settings

_POLL_SECONDS = 0.2
# for each table or view: number of rows, and a checksum that does not depend on their order
Checksums = dict[str, tuple[int, str]]


def wait_until(condition: Callable[[], Any], what: str, seconds: float = 120) -> Any:
    """Poll until the condition returns a true value, and return that value."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if result := condition():
            return result
        time.sleep(_POLL_SECONDS)
    raise AssertionError(f"not within {seconds} s: {what}")


def marker() -> str:
    """A word that occurs in no other test's events."""
    return f"t{uuid4().hex[:12]}"


class Client:
    """One user of the running stack."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.http = requests.Session()
        self._is_settled = False

    def post(self, body: bytes, content_type: str = "application/json", **headers: str) -> requests.Response:
        """POST /event."""
        return self._post("/event", body, content_type, **headers)

    def post_and_wait(self, body: bytes) -> requests.Response:
        """POST /event?wait=landed."""
        return self._post("/event?wait=landed", body, "application/json")

    def _post(self, path: str, body: bytes, content_type: str, **headers: str) -> requests.Response:
        self._is_settled = False
        return self.http.post(
            f"{self._settings.api_url}{path}", data=body, headers={"Content-Type": content_type, **headers}, timeout=60
        )

    def save(self, sql: str, **body: object) -> requests.Response:
        """POST /analytics/query; the members of its body say how the result is to be saved."""
        return self.http.post(f"{self._settings.api_url}/analytics/query", json={"sql": sql, **body}, timeout=60)

    def get(self, path: str, **parameters: str) -> requests.Response:
        """GET a path of the API."""
        return self.http.get(f"{self._settings.api_url}{path}", params=parameters, timeout=60, allow_redirects=False)

    def send(self, lines: Iterable[bytes]) -> tuple[int, int]:
        """Send lines as `eventmart send` does, and wait until they are in HDFS; how many were accepted and rejected."""
        self._is_settled = False
        receipts = list(send(lines, self._settings.api_url, None))
        self.wait_until_landed()
        return sum(len(receipt.event_ids) for receipt in receipts), sum(len(receipt.errors) for receipt in receipts)

    def wait_until_landed(self) -> None:
        """Wait until the spool is empty."""
        wait_until(lambda: self.get("/event/status").json()["spool"]["segments"] == 0, "an empty spool")

    def finished_run(self, run_id: str, seconds: float = 300) -> dict[str, Any]:
        """Wait for the end of an update run and return its record. Tolerates an API that is down meanwhile."""

        def ended() -> dict[str, Any] | None:
            answer = self.get(f"/data/update/{run_id}")
            return answer.json() if answer.ok and answer.json()["state"] not in ("queued", "running") else None

        run: dict[str, Any] = wait_until(ended, f"the end of run {run_id}", seconds)
        return run

    def update(self, **parameters: str) -> dict[str, Any]:
        """Update the mart and return the run, which must succeed."""
        return self.succeeded_run(self.request_update(**parameters))

    def request_update(self, **parameters: str) -> str:
        """Request an update run and return its id."""
        answer = self.get("/data/update", **parameters)
        assert answer.status_code == 202, answer.text
        return str(answer.json()["run_id"])

    def start_run(self, step: str) -> str:
        """Request an update run, wait until it has come to a step, and return its id."""
        run_id = self.request_update()

        def has_come_to_step() -> bool:
            run = self.get(f"/data/update/{run_id}").json()
            assert run["state"] != "failed", run
            return any(begun["name"] == step for begun in run["steps"])

        wait_until(has_come_to_step, f"step {step}")
        return run_id

    def succeeded_run(self, run_id: str, seconds: float = 300) -> dict[str, Any]:
        """Wait for the end of the last update run, which must succeed, and return its record."""
        run = self.finished_run(run_id, seconds)
        assert run["state"] == "succeeded", run
        self._is_settled = True
        return run

    def settle(self) -> None:
        """Make sure that the mart exists and holds everything that was sent before."""
        if not self._is_settled:
            self.update()

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of GET /analytics/query."""
        answer = self.get("/analytics/query", sql=sql)
        assert answer.status_code == 200, answer.text
        return [tuple(row) for row in answer.json()["rows"]]

    def connect(self, role: Role) -> psycopg.Connection[tuple[Any, ...]]:
        """A connection to the mart's database as one of its roles."""
        return psycopg.connect(**connection_parameters(self._settings, role), row_factory=tuple_row, autocommit=True)

    def mart_checksums(self) -> Checksums:
        """Row count and order-free checksum of every table and view of the mart.

        Names of raw files are left out: files are joined when an hour ends, which may happen during any test.
        """
        with self.connect("reader") as connection:
            names = connection.execute(
                # all but those that hold the run's id
                "select table_name from information_schema.tables where table_schema = 'mart' "
                "and table_name not in ('watermark', 'published_tables', 'completeness') order by 1"
            ).fetchall()
            checksums: Checksums = {}
            for (name,) in names:
                row = connection.execute(
                    f"select count(*), coalesce(md5(string_agg(row, '|' order by row)), '') "
                    f"from (select (to_jsonb(t) - 'raw_file')::text as row from mart.{name} t) as rows"
                ).fetchone()
                assert row is not None
                checksums[str(name)] = (int(row[0]), str(row[1]))
        return checksums
