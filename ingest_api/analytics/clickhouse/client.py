"""ClickHouse's HTTP interface, as the reader."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import msgspec
import requests
from requests.adapters import HTTPAdapter

from eventmart.postgres import password, user
from eventmart.settings import Settings
from ingest_api.analytics.clickhouse.failures import UNKNOWN_RELATION, Aborted, refusal
from ingest_api.analytics.clickhouse.guard import DATABASE
from ingest_api.analytics.engine import EngineUnavailable

_CONNECT_SECONDS = 3.0
# an answer is given in parts of at most this size
_PART_BYTES = 2**18
_TAG_HEADER = "X-ClickHouse-Exception-Tag"
_UNAVAILABLE = "ClickHouse cannot be reached. See /health/ready, and try again."
_FORMAT_SETTINGS = {
    "date_time_output_format": "iso",
    "output_format_json_quote_64bit_integers": "0",
    "output_format_json_quote_decimals": "0",
    # otherwise they are null
    "output_format_json_quote_denormals": "1",
    "format_csv_null_representation": "",
    # one column is one value
    "output_format_csv_serialize_tuple_into_separate_columns": "0",
}


class Client:
    """Runs statements. May be used from many threads.

    Args:
        url: of the interface.
        user: name of a user who may only read.
        password: of the user.
        connections: how many it keeps open.
    """

    def __init__(self, url: str, user: str, password: str, connections: int) -> None:
        self._url = url
        self._session = requests.Session()
        # no proxy of the environment, no .netrc
        self._session.trust_env = False
        self._session.auth = (user, password)
        self._session.mount("http://", HTTPAdapter(pool_maxsize=connections))

    @contextmanager
    def run(
        self,
        sql: str,
        format_: str,
        seconds: float,
        settings: Mapping[str, str] | None = None,
        values: Mapping[str, str] | None = None,
    ) -> Iterator[Iterator[bytes]]:
        """Run a statement until the end of the block.

        Args:
            sql: the statement.
            format_: ClickHouse's name of the format of the rows.
            seconds: time limit.
            settings: more settings.
            values: values of its parameters, by name.

        Yields:
            The parts of the answer. The first one is there.

        Raises:
            Aborted: ClickHouse refuses or has aborted it.
            EngineUnavailable: ClickHouse cannot be reached.
        """
        parameters = {
            "database": DATABASE,
            "default_format": format_,
            "readonly": "1",
            "max_execution_time": f"{seconds:g}",
            "timeout_overflow_mode": "throw",
            **_FORMAT_SETTINGS,
            **(settings or {}),
            **{f"param_{name}": value for name, value in (values or {}).items()},
        }
        try:
            # ClickHouse keeps its own time; this limit is for one that does not answer at all
            answer = self._session.post(
                self._url,
                params=parameters,
                data=sql.encode(),
                stream=True,
                timeout=(_CONNECT_SECONDS, seconds + _CONNECT_SECONDS),
            )
        except requests.RequestException as error:
            raise EngineUnavailable(_UNAVAILABLE) from error
        with answer:
            if not answer.ok:
                raise refusal(answer.text)
            yield _parts(answer)

    def rows(self, sql: str, seconds: float, **values: str) -> list[list[Any]]:
        """All rows of a short statement of our own; none if a table does not exist yet.

        Raises:
            EngineUnavailable: ClickHouse cannot be reached, or refuses the statement.
        """
        try:
            with self.run(sql, "JSONCompactEachRow", seconds, values=values) as parts:
                return decoded(parts)
        except Aborted as error:
            if error.code in UNKNOWN_RELATION:
                return []
            raise EngineUnavailable(
                f"ClickHouse does not answer the API: {error}. Run `eventmart bootstrap`."
            ) from error

    def close(self) -> None:
        """Close the connections that are not in use."""
        self._session.close()


def decoded(parts: Iterable[bytes]) -> list[list[Any]]:
    """The rows of format JSONCompactEachRow."""
    return [msgspec.json.decode(line) for line in b"".join(parts).splitlines()]


def _parts(answer: requests.Response) -> Iterator[bytes]:
    """The parts of an answer. If it ends with an exception, it is raised."""
    tag = answer.headers.get(_TAG_HEADER, "")
    end = f"__exception__\r\n{tag}".encode()
    try:
        for part in answer.iter_content(_PART_BYTES):
            if tag and end in part:
                raise refusal(part.rpartition(end)[2].decode(errors="replace"))
            yield part
    except requests.RequestException as error:
        # who asked for the end knows the reason
        raise Aborted(0, "ClickHouse has aborted the query, or has ended during it.") from error


def open_client(settings: Settings, connections: int) -> Client:
    """A client as the reader."""
    url = f"http://{settings.mart_host}:{settings.mart_port}/"
    return Client(url, user(settings, "reader"), password(settings, "reader"), connections)
