"""Update runs: the records, the routes and the worker on a real PostgreSQL, with steps that wait."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from queue import SimpleQueue
from typing import Any
from uuid import UUID

import psycopg
import pytest
from flask.testing import FlaskClient

from eventmart.postgres import Role, connection_parameters
from eventmart.run_totals import run_totals
from eventmart.timetable import Timetable
from eventmart.update_runs import Run
from pipeline import run_records
from pipeline.performing import perform
from pipeline.run_records import Outcome, WorkerRecords
from pipeline.schedule import Schedule
from pipeline.steps import Done
from pipeline.worker import work
from pipeline.worker_lock import hold_lock, watch_lock
from tests.mart.lone_mart import LoneMart
from tests.stack.client import wait_until

pytestmark = pytest.mark.usefixtures("empty_mart")


class Worker(threading.Thread):
    """A worker. Each of its runs has one step, which waits until it is let go.

    Args:
        mart: the mart whose runs it performs.
        schedule: when it requests runs by itself.
        retries: how often it tries a run again.
    """

    def __init__(self, mart: LoneMart, schedule: Schedule | None = None, retries: int = 0) -> None:
        super().__init__(daemon=True)
        self._schedule = schedule
        self._retries = retries
        self._mart = mart
        self._connection = mart.connect("pipeline")
        self._permits = threading.Semaphore(0)
        self.lock_pid = 0
        self.begun: SimpleQueue[Run] = SimpleQueue()
        self.lost = threading.Event()
        self.start()

    def run(self) -> None:
        try:
            lock = hold_lock(connection_parameters(self._mart.settings, "pipeline"))
            self.lock_pid = lock.info.backend_pid
            watch_lock(lock, self.lost.set)
            work(WorkerRecords(self._connection), self._connection, self, self._retries, self._schedule)
        except psycopg.OperationalError:
            # its connection was cut, which ends it
            return

    def let_go(self) -> None:
        """Let the step of one run end."""
        self._permits.release()

    def cut_off(self) -> None:
        """Cut its connections, as the death of its process would."""
        for pid in (self._connection.info.backend_pid, self.lock_pid):
            self._mart.cut_off(pid)

    def stop(self) -> None:
        """End it."""
        self.cut_off()
        self.let_go()
        self.join(30)
        assert not self.is_alive()

    def perform(self, run: Run, is_cancelled: Callable[[], bool]) -> Outcome:
        """Perform a run in this thread, which cannot be cancelled."""

        def step() -> Done:
            self.begun.put(run)
            assert self._permits.acquire(timeout=60)
            return Done("done")

        return perform(WorkerRecords(self._connection), run, [("wait", step)])


@pytest.fixture
def new_worker(empty_mart: LoneMart) -> Iterator[Callable[..., Worker]]:
    """Starts a worker, which ends with the test."""
    workers: list[Worker] = []

    def start(schedule: Schedule | None = None, retries: int = 0) -> Worker:
        workers.append(Worker(empty_mart, schedule, retries))
        return workers[-1]

    yield start
    for worker in workers:
        worker.stop()


def request(api: FlaskClient, **parameters: str) -> str:
    answer = api.get("/data/update", query_string=parameters)
    assert answer.status_code == 202, answer.text
    assert (
        answer.headers["Location"] == answer.get_json()["status_url"] == f"/data/update/{answer.get_json()['run_id']}"
    )
    return str(answer.get_json()["run_id"])


def record(api: FlaskClient, run_id: str) -> dict[str, Any]:
    answer = api.get(f"/data/update/{run_id}")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()
    return found


def ended(api: FlaskClient, run_id: str) -> dict[str, Any]:
    # less than the 30 s after which a worker looks for runs without being notified
    wait_until(lambda: record(api, run_id)["finished_at"], f"the end of run {run_id}", 15)
    return record(api, run_id)


def test_update_runs_are_one_at_a_time_and_a_queued_one_serves_all(
    api: FlaskClient, new_worker: Callable[[], Worker]
) -> None:
    worker = new_worker()
    first = request(api)
    assert str(worker.begun.get(timeout=15).run_id) == first
    running = record(api, first)
    assert (running["state"], running["finished_at"]) == ("running", None)
    assert [(step["name"], step["state"]) for step in running["steps"]] == [("wait", "running")]
    queued = {request(api) for _ in range(5)}
    posted = api.post("/data/update")
    assert posted.status_code == 202
    assert queued == {posted.get_json()["run_id"]}
    (second,) = queued
    assert second != first
    assert record(api, second)["state"] == "queued"
    worker.let_go()
    assert str(worker.begun.get(timeout=15).run_id) == second
    worker.let_go()
    records = [ended(api, run_id) for run_id in (first, second)]
    assert [run["state"] for run in records] == ["succeeded", "succeeded"]
    assert records[0]["finished_at"] <= records[1]["started_at"]
    for run in records:
        assert run["requested_at"] <= run["started_at"] <= run["finished_at"]
        assert [(step["name"], step["state"], step["detail"]) for step in run["steps"]] == [
            ("wait", "succeeded", "done")
        ]
    assert api.get("/data/update/00000000-0000-7000-8000-000000000000").status_code == 404
    assert api.get("/data/update/nonsense").status_code == 404


def test_the_next_worker_goes_on_with_the_run_of_one_that_died(
    api: FlaskClient, new_worker: Callable[..., Worker]
) -> None:
    worker = new_worker()
    run_id = request(api, full="true")
    worker.begun.get(timeout=15)
    waiting = request(api)
    worker.cut_off()
    assert record(api, run_id)["state"] == "running"
    next_worker = new_worker(retries=1)
    run = next_worker.begun.get(timeout=15)
    assert (str(run.run_id), run.is_full, run.tries) == (run_id, True, 2)
    next_worker.let_go()
    assert ended(api, run_id)["state"] == "succeeded"
    assert [(step["try"], step["state"]) for step in record(api, run_id)["steps"]] == [
        (1, "interrupted"),
        (2, "succeeded"),
    ]
    assert str(next_worker.begun.get(timeout=15).run_id) == waiting
    # a run that ends one worker after the other is not tried for ever
    next_worker.cut_off()
    last_worker = new_worker(retries=0)
    run_of_two = ended(api, waiting)
    assert run_of_two["state"] == "failed"
    assert run_of_two["error"] == "The worker stopped during this run. It was tried 1 times."
    third = request(api)
    assert str(last_worker.begun.get(timeout=15).run_id) == third
    last_worker.let_go()
    assert ended(api, third)["state"] == "succeeded"


def test_the_same_idempotency_key_gives_the_same_run(
    api: FlaskClient, empty_mart: LoneMart, new_worker: Callable[[], Worker]
) -> None:
    def post(key: str, query: str = "") -> tuple[int, dict[str, Any]]:
        answer = api.post(f"/data/update{query}", headers={"Idempotency-Key": key})
        return answer.status_code, answer.get_json()

    worker = new_worker()
    first = post('"one"')
    assert first[0] == 202
    worker.begun.get(timeout=15)
    # without the key it would be another run, because the first one has begun
    assert post('"one"') == post("one") == first
    assert [run["run_id"] for run in api.get("/data/updates").get_json()["runs"]] == [first[1]["run_id"]]
    # keys join queued runs as other requests do
    (queued,) = {post('"two"')[1]["run_id"], post('"three"', "?full=true")[1]["run_id"]}
    worker.let_go()
    assert ended(api, first[1]["run_id"])["state"] == "succeeded"
    assert post('"one"') == first
    status, problem = post('"one"', "?full=true")
    assert (status, "came with another request" in problem["detail"]) == (422, True)
    status, problem = post('"one"', "?from=2026-01-01&to=2026-01-02")
    assert status == 422
    for key in ("", '""', '"half', "two words", "a" * 256, '"ä"'):
        status, problem = post(key)
        assert (status, "Idempotency-Key" in problem["detail"]) == (400, True)
    worker.let_go()
    assert ended(api, queued)["is_full"]
    with empty_mart.connect("pipeline") as pipeline:
        pipeline.execute("update pipeline.idempotency_keys set created_at = now() - interval '25 hours'")
    assert post('"one"', "?full=true")[0] == 202
    worker.let_go()


def test_of_many_requests_with_one_key_at_the_same_time_one_queues_a_run(
    api: FlaskClient, empty_mart: LoneMart, new_worker: Callable[[], Worker]
) -> None:
    worker = new_worker()
    answers: SimpleQueue[str] = SimpleQueue()

    def post() -> None:
        answers.put(api.post("/data/update", headers={"Idempotency-Key": "same"}).get_json()["run_id"])

    threads = [threading.Thread(target=post) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len({answers.get(timeout=1) for _ in threads}) == 1
    worker.begun.get(timeout=15)
    worker.let_go()
    assert len(api.get("/data/updates").get_json()["runs"]) == 1


def test_a_queued_run_is_widened_to_serve_every_request(api: FlaskClient, new_worker: Callable[[], Worker]) -> None:
    run_ids = {
        request(api),
        request(api, **{"from": "2026-01-03T00:00:00Z", "to": "2026-01-04T00:00:00Z"}),
        request(api, **{"from": "2026-01-01T02:00:00+02:00", "to": "2026-01-02"}),
        request(api, full="true"),
        request(api, full="false"),
    }
    (run_id,) = run_ids
    worker = new_worker()
    run = worker.begun.get(timeout=15)
    assert str(run.run_id) == run_id
    assert run.is_full
    assert (run.replay_from, run.replay_to) == (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 4, tzinfo=UTC))
    # a run that has begun is not widened
    other = request(api)
    assert other != run_id
    worker.let_go()
    plain = worker.begun.get(timeout=15)
    assert (str(plain.run_id), plain.is_full, plain.replay_from, plain.replay_to) == (other, False, None, None)
    worker.let_go()
    assert ended(api, run_id)["is_full"]
    assert not ended(api, other)["is_full"]


def test_a_second_worker_waits_for_the_first(
    api: FlaskClient, empty_mart: LoneMart, new_worker: Callable[[], Worker]
) -> None:
    first = new_worker()
    run_id = request(api)
    first.begun.get(timeout=15)
    second = new_worker()
    with empty_mart.connect("pipeline") as pipeline:
        waiting = "select 1 from pg_locks where relation = 'pipeline.worker_lock'::regclass and not granted"
        wait_until(lambda: pipeline.execute(waiting).fetchall(), "the second worker at the lock", 15)
    # the second has not failed the run of the first
    assert record(api, run_id)["state"] == "running"
    next_run_id = request(api)
    first.let_go()
    assert str(first.begun.get(timeout=15).run_id) == next_run_id
    first.let_go()
    assert [ended(api, each)["state"] for each in (run_id, next_run_id)] == ["succeeded", "succeeded"]
    assert second.begun.empty()
    first.cut_off()
    last_run_id = request(api)
    assert str(second.begun.get(timeout=15).run_id) == last_run_id
    second.let_go()
    assert ended(api, last_run_id)["state"] == "succeeded"


def test_a_worker_that_loses_its_lock_is_told_in_the_middle_of_a_step(
    api: FlaskClient, empty_mart: LoneMart, new_worker: Callable[[], Worker]
) -> None:
    worker = new_worker()
    request(api)
    worker.begun.get(timeout=15)

    def unavailable() -> list[str]:
        # HDFS and Spark may run on this machine, or not
        return [error["dependency"] for error in api.get("/health/ready?for=updates").get_json().get("errors", [])]

    assert not {"worker", "postgres"} & set(unavailable())
    assert not worker.lost.is_set()
    empty_mart.cut_off(worker.lock_pid)
    assert worker.lost.wait(15)
    assert "worker" in unavailable()


@pytest.mark.parametrize("role", ["reader", "owner", "publisher"])
def test_no_other_role_can_keep_the_worker_from_its_lock(empty_mart: LoneMart, role: Role) -> None:
    with empty_mart.connect(role) as other, pytest.raises(psycopg.errors.InsufficientPrivilege):
        other.execute("begin; lock table pipeline.worker_lock")


@pytest.mark.parametrize(
    "query", ["full=yes", "from=2026-01-01", "from=x&to=2026-01-01", "from=2026-01-02&to=2026-01-01"]
)
def test_a_run_that_makes_no_sense_is_refused(api: FlaskClient, empty_mart: LoneMart, query: str) -> None:
    answer = api.get(f"/data/update?{query}")
    assert answer.status_code == 400
    assert "from" in answer.get_json()["detail"] or "full" in answer.get_json()["detail"]
    with empty_mart.connect("pipeline") as pipeline:
        assert pipeline.execute("select * from pipeline.update_runs").fetchall() == []


def test_a_worker_updates_by_itself_when_something_is_new(api: FlaskClient, new_worker: Callable[..., Worker]) -> None:
    reasons: SimpleQueue[str] = SimpleQueue()
    worker = new_worker(Schedule(Timetable("1s"), lambda: "" if reasons.empty() else reasons.get()))

    def plan() -> dict[str, Any]:
        found: dict[str, Any] = api.get("/data/updates").get_json()["plan"] or {}
        return found

    wait_until(lambda: plan().get("note") == "nothing is new", "a look that finds nothing", 15)
    assert plan()["every"] == "1s"
    assert api.get("/data/updates").get_json()["runs"] == []
    reasons.put("something has landed")
    run = worker.begun.get(timeout=15)
    # a request joins it or comes after it; there are never two at once
    other = request(api)
    assert not worker.begun.qsize()
    worker.let_go()
    assert ended(api, str(run.run_id))["requested_by"] == "schedule"
    assert str(worker.begun.get(timeout=15).run_id) == other
    worker.let_go()
    assert ended(api, other)["requested_by"] == "api"


def test_runs_are_listed_newest_first(api: FlaskClient, empty_mart: LoneMart) -> None:
    assert api.get("/data/update/latest").status_code == 404
    assert api.get("/data/updates").get_json() == {"runs": [], "next_url": None, "plan": None}
    ids = []
    for state in ("succeeded", "failed", "succeeded", "running", "queued"):
        ids.append(request(api))
        with empty_mart.connect("pipeline") as pipeline:
            pipeline.execute("update pipeline.update_runs set state = %s where run_id = %s", [state, ids[-1]])
    newest_first = ids[::-1]
    assert api.get("/data/update/latest").get_json() == record(api, newest_first[0])
    assert api.get("/data/updates").get_json() == {
        "runs": [record(api, each) for each in newest_first],
        "next_url": None,
        "plan": None,
    }
    pages = []
    url = "/data/updates?limit=2"
    while url:
        page = api.get(url).get_json()
        pages.append([run["run_id"] for run in page["runs"]])
        url = page["next_url"]
    assert pages == [newest_first[:2], newest_first[2:4], newest_first[4:]]
    # runs that were requested in the same moment are told apart by their ids
    with empty_mart.connect("pipeline") as pipeline:
        pipeline.execute("update pipeline.update_runs set requested_at = '2026-01-01'")
    first = api.get("/data/updates?limit=3").get_json()
    second = api.get(first["next_url"]).get_json()
    assert [run["run_id"] for run in first["runs"] + second["runs"]] == sorted(ids, reverse=True)


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "limit=x", "limit=", "limit=%C2%B2", "before=x", f"before={UUID(int=1)}"]
)
def test_a_page_that_does_not_exist_is_refused(api: FlaskClient, query: str) -> None:
    answer = api.get(f"/data/updates?{query}")
    assert answer.status_code == 400
    assert query.partition("=")[0] in answer.get_json()["detail"]


def test_neither_head_nor_a_page_of_another_site_requests_a_run(api: FlaskClient, empty_mart: LoneMart) -> None:
    assert api.head("/data/update").status_code == 405
    for method in (api.get, api.post):
        refused = method("/data/update", headers={"Sec-Fetch-Site": "cross-site"})
        assert (refused.status_code, "other sites" in refused.get_json()["detail"]) == (403, True)
        rebound = method("/data/update", headers={"Host": "evil.example:8000"})
        assert (rebound.status_code, "evil.example:8000" in rebound.get_json()["detail"]) == (403, True)
    assert api.get("/data/updates").get_json()["runs"] == []
    assert api.get("/data/update", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 202


def test_the_oldest_records_are_removed_and_still_counted(
    empty_mart: LoneMart, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_records, "_KEPT_RUNS", 3)
    with empty_mart.connect("pipeline") as pipeline:
        records = WorkerRecords(pipeline)
        ids = [records.request(UUID(int=number)) for number in range(1)]
        for number in range(1, 7):
            assert records.begin_next() is not None
            ids.append(records.request(UUID(int=number)))
            error = None if number % 2 else "lake: why"
            records.finish(ids[-2], Outcome(error, is_through=error is None))
        assert [run.run_id for run in records.newest(10)] == ids[:-4:-1]
        counts = run_totals(pipeline).count_by_state
        assert {state: count for state, count in counts.items() if count} == {"succeeded": 3, "failed": 3, "queued": 1}
