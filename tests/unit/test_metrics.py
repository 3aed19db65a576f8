"""Metrics of several processes."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import psycopg
from prometheus_client.parser import text_string_to_metric_families

from eventmart.run_totals import RunTotals
from ingest_api.analytics.totals import Totals
from ingest_api.metrics import exposition
from ingest_api.spool.layout import SpoolDir

SCRIPT = """
import sys
from pathlib import Path
from eventmart.run_totals import RunTotals
from ingest_api.metrics import ApiMetrics, exposition, start_counting
from ingest_api.spool.layout import SpoolDir
start_counting(Path(sys.argv[1]), sys.argv[2])
metrics = ApiMetrics()
metrics.accepted.inc(int(sys.argv[3]))
metrics.rejected.labels("not_json").inc()
spool_dir = SpoolDir(Path(sys.argv[1]) / "spool")
spool_dir.create()
runs = lambda: RunTotals({}, None, [])
sys.stdout.buffer.write(exposition(Path(sys.argv[1]), spool_dir, lambda: None, runs))
"""


def values(*arguments: str) -> dict[str, float]:
    output = subprocess.run([sys.executable, "-c", SCRIPT, *arguments], capture_output=True, check=True, text=True)
    return parsed(output.stdout)


def parsed(text: str) -> dict[str, float]:
    return {sample.name: sample.value for family in text_string_to_metric_families(text) for sample in family.samples}


def test_processes_are_summed_and_a_restarted_service_counts_from_zero(tmp_path: Path) -> None:
    alone = values(str(tmp_path), "api", "3")
    assert alone["eventmart_events_accepted_total"] == 3
    assert alone["eventmart_spool_bytes"] == 0
    assert alone["eventmart_watermark_lag_seconds"] > 0
    together = values(str(tmp_path), "shipper", "4")
    assert together["eventmart_events_accepted_total"] == 7
    assert together["eventmart_events_rejected_total"] == 2
    assert values(str(tmp_path), "shipper", "10")["eventmart_events_accepted_total"] == 13


def test_the_mart_is_counted(tmp_path: Path) -> None:
    spool_dir = SpoolDir(tmp_path / "spool")
    spool_dir.create()
    totals = Totals(datetime(2026, 1, 2, tzinfo=UTC), events=7, repeats=2, id_conflicts=1)
    runs = RunTotals({"queued": 1, "running": 0, "failed": 2, "succeeded": 5}, 12.5, ["mart_late"])
    text = exposition(tmp_path, spool_dir, lambda: totals, lambda: runs).decode()
    found = parsed(text)
    names = ("up", "events", "repeats", "id_conflicts")
    assert [found[f"eventmart_mart_{name}"] for name in names] == [1, 7, 2, 1]
    assert found["eventmart_mart_lag_seconds"] > 0
    assert found["eventmart_update_last_run_seconds"] == 12.5
    assert {
        'eventmart_update_runs_total{state="failed"} 2.0',
        'eventmart_update_runs_total{state="succeeded"} 5.0',
        'eventmart_update_runs_open{state="queued"} 1.0',
        'eventmart_update_runs_open{state="running"} 0.0',
        'eventmart_alert{alert="mart_late"} 1.0',
    } <= set(text.splitlines())


def test_without_postgresql_there_are_the_other_metrics(tmp_path: Path) -> None:
    spool_dir = SpoolDir(tmp_path / "spool")
    spool_dir.create()

    def away() -> NoReturn:
        raise psycopg.OperationalError("connection refused")

    found = parsed(exposition(tmp_path, spool_dir, away, away).decode())
    assert found["eventmart_mart_up"] == 0
    assert "eventmart_mart_events" not in found
    assert not any(name.startswith("eventmart_update") for name in found)
    assert "eventmart_spool_bytes" in found
