"""The stack for tests/stack and tests/lake: all parts real, on free ports, in a folder of its own, started once.

It performs a first update run, without any event, which takes twice as long as the later ones: the JVM has to load and
compile its code. `make test` runs the tests of the stack in one process and all others in a second one.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from eventmart.settings import PREFIX, PROJECT_DIR, Settings, load_settings
from local_stack.ports import free_ports
from local_stack.postgres_binaries import MAJOR
from local_stack.services import ALL_SERVICES
from local_stack.stack import Stack
from tests.stack.client import Client

_EVENTMART = Path(sys.executable).with_name("eventmart")
_PORTS = [name for service in ALL_SERVICES for name in service.ports]
# Tests in the other process take free ports while the stack has not bound its own yet. These are not among theirs.
_PORT_RANGE = range(32_000, 32_768)
# Tests that need no stack first. The journey is the first that does: it finds an empty stack and counts all that there
# is. The last two kill parts of the stack, and lose its data.
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
    "test_restart",
    "test_restore",
)
_ON_THE_STACK = ("stack", "lake", "airflow")


class _Groups(LoadScopeScheduling):  # type: ignore[misc]  # it has no types
    """The tests of the stack go to one of two processes, in their order, and all others to the second one."""

    def _split_scope(self, nodeid: str) -> str:
        return "stack" if Path(nodeid).parts[1] in _ON_THE_STACK else "others"


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
    state_dir = tempfile.mkdtemp(prefix="eventmart-tests-")
    # the jars are downloaded once for all runs
    variables = {"STATE_DIR": state_dir, "JARS_DIR": str(PROJECT_DIR / ".state" / "jars"), "UPDATE_EVERY": "off"}
    ports = free_ports(len(_PORTS), _PORT_RANGE)
    variables |= {name.upper(): str(port) for name, port in zip(_PORTS, ports, strict=True)}
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(PREFIX)]:
            patch.delenv(name)
        for name, value in variables.items():
            patch.setenv(PREFIX + name, value)
        load_settings.cache_clear()
        try:
            _eventmart("up")
            _eventmart("update")
            yield Stack(load_settings(), print)
        finally:
            _eventmart("down")
            load_settings.cache_clear()
    if request.session.testsfailed:
        warnings.warn(f"The stack's logs are in {state_dir}/logs.", stacklevel=1)
    else:
        shutil.rmtree(state_dir)


def _eventmart(command: str) -> None:
    done = subprocess.run([_EVENTMART, command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, done.stdout


@pytest.fixture(scope="session")
def settings(stack: Stack) -> Settings:
    """The settings of the running stack."""
    return load_settings()


@pytest.fixture(scope="session")
def client(settings: Settings) -> Client:
    """A client of the running API."""
    return Client(settings)
