"""The API holds to its own description, whatever it is sent."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from eventmart.settings import Settings
from tests.stack.client import Client, marker

# not that what the description does not allow is refused: a batch with one bad item is accepted in part
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "unsupported_method",
)


@pytest.mark.usefixtures("stack")
def test_no_generated_request_gets_a_5xx_or_an_answer_that_is_not_described(
    settings: Settings, client: Client, tmp_path: Path
) -> None:
    schemathesis = Path(sys.executable).with_name("schemathesis")
    run = subprocess.run(
        [
            *(schemathesis, "run", f"{settings.api_url}/openapi.json"),
            *("--checks", ",".join(CHECKS), "--phases", "examples,coverage,fuzzing"),
            *("--max-examples", "20", "--seed", "1", "--generation-database", "none"),
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert run.returncode == 0, run.stdout
    tested = re.search(r"Tested: +(\d+)", run.stdout)
    assert tested is not None, run.stdout
    # all but the description itself
    assert int(tested[1]) == sum(map(len, client.get("/openapi.json").json()["paths"].values())) - 1
    # nothing that it sent stops an event, or a run
    name = marker()
    assert client.post(f'{{"type": "{name}"}}'.encode()).status_code == 202
    client.wait_until_landed()
    client.update()
    assert client.query(f"select count(*) from events where event_type = '{name}'") == [(1,)]
