"""dbt's Spark sessions last from node to node, but not longer than Spark."""

import multiprocessing
from types import SimpleNamespace

import pytest
from dbt.adapters.contracts.connection import Connection, ConnectionState
from dbt.adapters.spark.impl import SparkAdapter
from thrift.transport.TTransport import TTransportException

from pipeline.dbt import Dbt
from pipeline.spark_sessions import LastingSessions


class FakeSession:
    """A session of a Spark that is alive or not."""

    def __init__(self, is_alive: bool) -> None:
        self.is_alive, self.is_closed = is_alive, False

    def close(self) -> None:
        if not self.is_alive:
            raise TTransportException(message="TSocket read 0 bytes")
        self.is_closed = True


def manager_with(session: FakeSession) -> LastingSessions:
    """A manager whose thread has a session that is open."""
    manager = LastingSessions(SimpleNamespace(credentials=None), multiprocessing.get_context("spawn"))
    manager.set_thread_connection(Connection("spark", "model.lake.a", None, ConnectionState.OPEN, True, session))
    return manager


def test_the_session_is_kept_for_the_next_node_and_closed_with_the_command() -> None:
    session = FakeSession(is_alive=True)
    manager = manager_with(session)
    manager.release()
    assert manager.set_connection_name("model.lake.b").handle is session
    assert not session.is_closed
    manager.cleanup_all()
    assert session.is_closed


def test_a_node_that_fails_takes_its_session_along() -> None:
    session = FakeSession(is_alive=True)
    manager = manager_with(session)

    def node() -> None:
        try:
            raise TTransportException
        finally:
            manager.release()

    with pytest.raises(TTransportException):
        node()
    assert session.is_closed
    assert manager.set_connection_name("model.lake.b").state == ConnectionState.CLOSED


def test_the_sessions_of_a_spark_that_has_died_are_gone_with_the_command() -> None:
    manager = manager_with(FakeSession(is_alive=False))
    # this thread had no part in the failure
    manager.release()
    manager.cleanup_all()
    assert manager.get_if_exists() is None


def test_the_commands_of_the_lake_use_it(dbt: Dbt) -> None:
    assert SparkAdapter.ConnectionManager is LastingSessions
