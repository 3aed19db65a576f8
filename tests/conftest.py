"""The stack for tests/stack and tests/lake: all parts real, on free ports, in a folder of its own, started once.

It boots while the tests that need no stack run, and performs its first update run, without any event, which takes
twice as long as the later ones: the JVM has to load and compile its code.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from eventmart.settings import PREFIX, PROJECT_DIR, Settings, load_settings
from local_stack.ports import free_ports
from local_stack.stack import Stack
from tests.stack.client import Client

_EVENTMART = Path(sys.executable).with_name("eventmart")
_PORTS = [name for name in Settings.model_fields if name.endswith("_port")]
# Other tests take free ports while the stack has not bound its own yet. These are not among theirs.
_PORT_RANGE = range(32_000, 32_768)
# Tests that need no stack first. The journey is the first that does: it finds an empty stack and counts all that there
# is. The last ones kill parts of the stack; test_kills leaves so many events behind that every later update run would
# take several times as long.
_ORDER = ("unit", "process", "mart", "test_journey", "stack", "lake", "test_restart", "test_kills")


class Boot:
    """`eventmart up` and `eventmart update`, in the background.

    Args:
        variables: the settings of the stack, as environment variables.
    """

    def __init__(self, variables: dict[str, str]) -> None:
        self.variables = variables
        others = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        self._environment = {**others, **variables}
        self._process = self._start("up", "update")

    def wait(self) -> None:
        """Wait until the stack is up."""
        output, _ = self._process.communicate()
        assert self._process.returncode == 0, output

    def stop(self) -> None:
        """Stop the stack, whether a test has used it or not."""
        if self._process.poll() is None:
            self._process.communicate()
        self._start("down").communicate()

    def _start(self, *commands: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            ["sh", "-c", " && ".join(f"'{_EVENTMART}' {command}" for command in commands)],
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )


_boot = pytest.StashKey[Boot]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort the test files; see _ORDER."""
    items.sort(key=_position)


def _position(item: pytest.Item) -> int:
    folder = item.path.relative_to(PROJECT_DIR / "tests").parts[0]
    return _ORDER.index(item.path.stem if item.path.stem in _ORDER else folder)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Boot the stack if a selected test needs it."""
    is_needed = any("stack" in getattr(item, "fixturenames", ()) for item in session.items)
    if is_needed and not session.config.option.collectonly:
        state_dir = tempfile.mkdtemp(prefix="eventmart-tests-")
        # the jars are downloaded once for all runs
        variables = {"STATE_DIR": state_dir, "JARS_DIR": str(PROJECT_DIR / ".state" / "jars")}
        ports = free_ports(len(_PORTS), _PORT_RANGE)
        variables |= {name.upper(): str(port) for name, port in zip(_PORTS, ports, strict=True)}
        session.config.stash[_boot] = Boot({PREFIX + name: value for name, value in variables.items()})


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Stop the stack. Its folder, with its logs, is kept if a test failed."""
    boot = session.config.stash.get(_boot, None)
    if boot is None:
        return
    boot.stop()
    state_dir = boot.variables[f"{PREFIX}STATE_DIR"]
    if exitstatus == pytest.ExitCode.OK:
        shutil.rmtree(state_dir)
    else:
        print(f"\nThe stack's logs are in {state_dir}/logs.")


@pytest.fixture(scope="session")
def stack(request: pytest.FixtureRequest) -> Iterator[Stack]:
    """The running stack. Its settings are those of this process from now on."""
    boot = request.config.stash[_boot]
    boot.wait()
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(PREFIX)]:
            patch.delenv(name)
        for name, value in boot.variables.items():
            patch.setenv(name, value)
        load_settings.cache_clear()
        yield Stack(load_settings(), print)
        load_settings.cache_clear()


@pytest.fixture(scope="session")
def settings(stack: Stack) -> Settings:
    """The settings of the running stack."""
    return load_settings()


@pytest.fixture(scope="session")
def client(settings: Settings) -> Client:
    """A client of the running API."""
    return Client(settings)
