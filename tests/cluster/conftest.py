"""A stack with Spark workers and several DataNodes, started once."""

from collections.abc import Iterator

import pytest

from eventmart.settings import Settings
from local_stack.stack import Stack
from tests.cluster.cluster import Cluster, Shop
from tests.stack.client import Client
from tests.stack.started import started_stack

# a DataNode counts as lost so soon that a test can wait for it
_DEAD_SECONDS = 40


@pytest.fixture(scope="session")
def stack(request: pytest.FixtureRequest) -> Iterator[Stack]:
    """The running stack. Its settings are those of this process meanwhile."""
    with started_stack(
        lambda: request.session.testsfailed > 0, spark_workers=2, datanodes=3, hdfs_dead_seconds=_DEAD_SECONDS
    ) as stack:
        yield stack


@pytest.fixture(scope="session")
def cluster(stack: Stack, settings: Settings) -> Cluster:
    """The processes of the running stack."""
    return Cluster(stack, settings)


@pytest.fixture(scope="session")
def shop(client: Client) -> Shop:
    """The web shop whose events are sent."""
    return Shop(client)
