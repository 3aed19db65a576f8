"""GET /health/ready: what is available, and what the API can do with it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from ingest_api.web.app import create_app
from ingest_api.web.services import Services

ALL = ["ingest", "landing", "analytics", "updates"]


def check(is_available: bool) -> Callable[[], None]:
    def call() -> None:
        if not is_available:
            raise ConnectionError("no answer")

    return call


@pytest.mark.parametrize(
    ("down", "able"),
    [
        ([], ALL),
        (["spark-thrift", "postgres", "worker"], ["ingest", "landing"]),
        (["hdfs"], ["ingest", "analytics"]),
        (["worker"], ["ingest", "landing", "analytics"]),
        (["spool"], ["analytics", "updates"]),
        (["spool", "hdfs", "postgres"], []),
    ],
)
def test_it_says_what_the_api_is_ready_for(services: Services, down: list[str], able: list[str]) -> None:
    names = ("spool", "hdfs", "spark-thrift", "postgres", "worker")
    client = create_app(replace(services, dependencies={name: check(name not in down) for name in names})).test_client()
    answer = client.get("/health/ready")
    if down:
        assert answer.status_code == 503
        assert [error["dependency"] for error in answer.get_json()["errors"]] == [n for n in names if n in down]
        assert answer.get_json()["detail"].endswith(f"Ready for: {', '.join(able) or 'nothing'}.")
    else:
        assert (answer.status_code, answer.get_json()["ready_for"]) == (200, able)
    for purpose in ALL:
        assert (client.get(f"/health/ready?for={purpose}").status_code == 200) == (purpose in able)
    assert client.get("/health/ready?for=all").status_code == 400
