"""Requests to the API, generated from its description."""

import re
import subprocess
import sys
from pathlib import Path

NAMED_QUERIES = "^/analytics/query/[a-z]"
# not "negative_data_rejection": a batch with one bad item is accepted in part
_CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "unsupported_method",
)


def fuzz(api_url: str, folder: Path, not_available: str) -> int:
    """Send generated requests to every operation, always the same ones, and check each answer.

    Named queries are left out.

    Args:
        api_url: URL of the API.
        folder: a folder for temporary files.
        not_available: path of the operation whose answer is 503 at present.

    Returns:
        How many operations were tested.

    Raises:
        AssertionError: a 5xx, or an answer that the description does not allow.
    """
    schemathesis = Path(sys.executable).with_name("schemathesis")
    run = subprocess.run(
        [
            *(schemathesis, "run", f"{api_url}/openapi.json"),
            *("--exclude-path", not_available),
            # all of them are one route, whose template is tested; tests/mart tests their parameters
            *("--exclude-path-regex", NAMED_QUERIES),
            *("--checks", ",".join(_CHECKS), "--phases", "examples,coverage,fuzzing"),
            *("--max-examples", "10", "--seed", "1", "--generation-database", "none"),
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )
    assert run.returncode == 0, run.stdout
    tested = re.search(r"Tested: +(\d+)", run.stdout)
    assert tested is not None, run.stdout
    return int(tested[1])
