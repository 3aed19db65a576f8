"""Update runs that are killed or cancelled, and a restart of everything. Faults at random are in test_chaos."""

import json
import random
import time

import pytest

from eventmart.settings import PREFIX, Settings
from local_stack.stack import Stack
from tests.stack.client import Client, marker, wait_until
from tests.stack.reader import reading
from tests.stack.slices import SLICE, slices


def test_nothing_is_lost_by_killed_runs_outages_and_a_restart_of_everything(
    client: Client, stack: Stack, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    # the tests of the lake put files into HDFS past the client, so it may not know that the mart lacks some
    client.update()
    settled = client.mart_checksums()
    name = marker()

    def take(numbers: range) -> None:
        for number in numbers:
            assert client.post(json.dumps({"type": name, "n": str(number)}).encode()).status_code == 202

    def missing() -> list[str]:
        answer = client.get("/health/ready")
        assert answer.status_code == 503
        return [error["dependency"] for error in answer.json()["errors"]]

    assert client.get("/health/live").json() == {"status": "live"}
    assert client.get("/health/ready").status_code == 200
    with reading(client) as reader:
        client.send(slices(name, seed=12)[0])
        cancelled = client.start_run("lake")
        # anywhere in the step
        time.sleep(random.uniform(0, 3))
        assert client.http.delete(f"{settings.api_url}/data/updates/{cancelled}", timeout=60).status_code == 202
        assert client.finished_run(cancelled, 15)["state"] == "cancelled"

        killed = client.start_run("publish")
        # anywhere in the step
        time.sleep(random.uniform(0, 2))
        stack.supervisor.kill("worker")
        stack.up()
        # the next worker goes on with it
        run = client.finished_run(killed)
        assert (run["state"], run["tries"]) == ("succeeded", 2)
        updated = client.mart_checksums()

        stack.supervisor.stop("spark-thrift")
        assert missing() == ["spark-thrift"]
        take(range(3))
        waiting = client.request_update()

        def has_failed_once() -> bool:
            steps = client.get(f"/data/update/{waiting}").json()["steps"]
            return [step["state"] for step in steps][:3] == ["succeeded", "succeeded", "failed"]

        wait_until(has_failed_once, "a try without Spark")
        client.http.delete(f"{settings.api_url}/data/updates/{waiting}", timeout=60)
        run = client.finished_run(waiting, 15)
        assert run["state"] == "cancelled"
        assert (run["steps"][2]["name"], run["steps"][2]["is_transient"]) == ("compact", True)

        stack.supervisor.stop("datanode")
        stack.supervisor.stop("namenode")
        assert missing() == ["hdfs", "spark-thrift"]
        take(range(3, 8))
        held = client.get("/event/status").json()
        assert held["spool"]["segments"] > 0
        # the watermark does not pass events that have not landed
        assert held["complete_through"] <= held["spool"]["oldest_received_at"]

        before = stack.supervisor.pids()
        for victim in ("api", "shipper", "postgres"):
            stack.supervisor.kill(victim)

        def has_restarted(name: str) -> bool:
            pid = stack.supervisor.pids().get(name, before[name])
            return pid != before[name] and stack.supervisor.states()[name] == "RUNNING"

        # a process that was forked a moment ago ignores the signal to stop, and would be killed after 20 s
        wait_until(lambda: has_restarted("shipper"), "a new shipper")
        assert stack.down()
        assert {state for _, state, _, _ in stack.status()} == {"stopped"}
        # from now on the worker updates by itself
        monkeypatch.setenv(f"{PREFIX}UPDATE_EVERY", "5s")
        stack.up()
        assert client.mart_checksums() == updated
        last = f"select 1 from events where event_type = '{name}' and event ->> 'n' = '7'"
        wait_until(lambda: client.query(last), "the last event in the mart", 180)
    assert reader.contradictions == []
    assert client.query(f"select count(*) from events where event_id like '{name}-%'") == [(SLICE,)]
    rows = client.query(f"select event ->> 'n' from events where event_type = '{name}' order by 1")
    assert rows == [(str(number),) for number in range(8)]
    assert client.query("select count(*) from events") == [(settled["events"][0] + SLICE + 8,)]
    updates = client.get("/data/updates").json()
    assert updates["runs"][0]["requested_by"] == "schedule"
    assert updates["plan"]["every"] == "5s"
    # and it stops when nothing is new
    wait_until(lambda: client.get("/data/updates").json()["plan"]["note"] == "nothing is new", "a rest", 60)
