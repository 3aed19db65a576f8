"""Metrics of several processes."""

import subprocess
import sys
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

SCRIPT = """
import sys
from pathlib import Path
from ingest_api.metrics import ApiMetrics, exposition, start_counting
from ingest_api.spool.layout import SpoolDir
start_counting(Path(sys.argv[1]), sys.argv[2])
metrics = ApiMetrics()
metrics.accepted.inc(int(sys.argv[3]))
metrics.rejected.labels("not_json").inc()
spool_dir = SpoolDir(Path(sys.argv[1]) / "spool")
spool_dir.create()
sys.stdout.buffer.write(exposition(Path(sys.argv[1]), spool_dir))
"""


def values(*arguments: str) -> dict[str, float]:
    output = subprocess.run([sys.executable, "-c", SCRIPT, *arguments], capture_output=True, check=True, text=True)
    return {
        sample.name: sample.value
        for family in text_string_to_metric_families(output.stdout)
        for sample in family.samples
    }


def test_processes_are_summed_and_a_restarted_service_counts_from_zero(tmp_path: Path) -> None:
    alone = values(str(tmp_path), "api", "3")
    assert alone["eventmart_events_accepted_total"] == 3
    assert alone["eventmart_spool_bytes"] == 0
    assert alone["eventmart_watermark_lag_seconds"] > 0
    together = values(str(tmp_path), "shipper", "4")
    assert together["eventmart_events_accepted_total"] == 7
    assert together["eventmart_events_rejected_total"] == 2
    assert values(str(tmp_path), "shipper", "10")["eventmart_events_accepted_total"] == 13
