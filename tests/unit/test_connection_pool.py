"""The pool of connections to a PostgreSQL that is away."""

from contextlib import closing

import pytest
from psycopg_pool import PoolTimeout

from eventmart import postgres
from eventmart.ports import free_ports
from tests.stack.client import wait_until


def test_it_gives_up_so_that_the_next_request_tries_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "_POOL_WAIT_SECONDS", 0.2)
    (port,) = free_ports(1)
    parameters = {"host": "127.0.0.1", "port": port, "dbname": "nowhere", "connect_timeout": 2}
    with closing(postgres.connection_pool(parameters, max_size=1)) as pool:
        with pytest.raises(PoolTimeout), pool.connection():
            pass
        # nobody is trying any more
        wait_until(lambda: pool.get_stats()["pool_size"] == 0, "the pool has given up", 10)
        assert pool.get_stats()["connections_errors"] >= 1
        errors = pool.get_stats()["connections_errors"]
        with pytest.raises(PoolTimeout), pool.connection():
            pass
        assert pool.get_stats()["connections_errors"] > errors
