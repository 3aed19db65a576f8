"""The docs site in a real browser: what its lineage graph shows."""

import base64
import json
import re
import shutil
import subprocess
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

import pytest

from tests.stack.client import Client
from tests.stack.expected import LINEAGE

CHROMIUM = shutil.which("chromium")


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
def test_the_graph_goes_from_the_raw_events_to_the_marts_views(client: Client, tmp_path: Path) -> None:
    client.settle()
    (tmp_path / "index.html").write_text(client.get("/docs/").text)
    shutil.copy(Path(__file__).with_name("lineage.html"), tmp_path)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    shown = subprocess.run(
        [
            *(str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"),
            *("--virtual-time-budget=20000", "--dump-dom", f"http://127.0.0.1:{server.server_port}/lineage.html"),
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    ).stdout
    server.shutdown()
    graph = re.search(r'<pre id="graph">([^<]+)</pre>', shown)
    assert graph is not None, shown[:2000]
    edges = [tuple(edge) for edge in json.loads(base64.b64decode(graph[1]))]
    assert set(pairwise(LINEAGE)) <= set(edges)
