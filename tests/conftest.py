"""The stack for tests/stack and tests/lake, started once in a process.

`make test` runs the tests of the stack in one process and most others in a second one. The one that is done first goes
on with dbt by hand, the faults and the restart, on a stack of its own if need be.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from eventmart.settings import PROJECT_DIR, Settings, load_settings
from local_stack.postgres_binaries import MAJOR
from local_stack.stack import Stack
from tests.stack.client import Client
from tests.stack.started import started_stack

# Tests that need no stack first. The journey is the first that does: it finds an empty stack and counts all that there
# is. The last three kill parts of the stack, and lose its data.
_ORDER = (
    "unit",
    "process",
    "mart",
    "ingest",
    "test_journey",
    "stack",
    "lake",
    "airflow",
    "containers",
    "cluster",
    "test_chaos",
    "test_restart",
    "test_restore",
)
# Such groups that both processes end at about the same time; tests/process needs no stack.
_WITH_THE_STACK = ("process", "stack", "lake", "airflow")
_ON_A_STACK_OF_THEIR_OWN = ("test_dbt_by_hand", "test_chaos", "test_restart")


class _Groups(LoadScopeScheduling):  # type: ignore[misc]  # it has no types
    """Groups of tests. A process performs all of a group, in their order; the largest groups are begun first."""

    def _split_scope(self, nodeid: str) -> str:
        path = Path(nodeid.partition("::")[0])
        if path.stem in _ON_A_STACK_OF_THEIR_OWN:
            return "restart"
        return "stack" if path.parts[1] in _WITH_THE_STACK else "others"


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--postgres=12`: the PostgreSQL of tests/mart."""
    parser.addoption(
        "--postgres", type=int, default=MAJOR, help="major version of the PostgreSQL of tests/mart: 12, 14 or 18"
    )


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> _Groups:
    """Distribute the tests over the processes of `pytest --numprocesses=2`."""
    return _Groups(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort the test files; see _ORDER."""
    items.sort(key=_position)


def _position(item: pytest.Item) -> int:
    folder = item.path.relative_to(PROJECT_DIR / "tests").parts[0]
    return _ORDER.index(item.path.stem if item.path.stem in _ORDER else folder)


@pytest.fixture(scope="session")
def stack(request: pytest.FixtureRequest) -> Iterator[Stack]:
    """The running stack. Its settings are those of this process from now on."""
    with started_stack(lambda: request.session.testsfailed > 0) as stack:
        yield stack


@pytest.fixture(scope="session")
def settings(stack: Stack) -> Settings:
    """The settings of the running stack."""
    return load_settings()


@pytest.fixture(scope="session")
def client(settings: Settings) -> Client:
    """A client of the running API."""
    return Client(settings)
