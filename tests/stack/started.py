"""A stack of its own for a run of tests: all parts real, on free ports, in a new folder."""

import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from eventmart.ports import free_ports
from eventmart.settings import PREFIX, PROJECT_DIR, load_settings
from local_stack.services import ALL_SERVICES
from local_stack.stack import Stack
from tests.processes import QUICK_JVM

_EVENTMART = Path(sys.executable).with_name("eventmart")
_PORTS = [name for service in ALL_SERVICES for name in service.ports]
# Tests in the other process take free ports while the stack has not bound its own yet. These are not among theirs.
_PORT_RANGE = range(32_000, 32_768)


@contextmanager
def started_stack(has_failed: Callable[[], bool], **settings: object) -> Iterator[Stack]:
    """The running stack, without a mart. Its settings are those of this process meanwhile.

    Args:
        has_failed: whether a test has failed. The logs are kept then.
        settings: further settings.
    """
    with stack_settings(has_failed, **settings):
        try:
            eventmart("up")
            yield Stack(load_settings(), print)
        finally:
            eventmart("down")


@contextmanager
def stack_settings(has_failed: Callable[[], bool], **settings: object) -> Iterator[None]:
    """Settings of a stack of its own, in a new state directory, as environment variables of this process.

    Args:
        has_failed: as above.
        settings: further settings.
    """
    state_dir = tempfile.mkdtemp(prefix="eventmart-tests-")
    # the jars are downloaded once for all runs
    variables = {"STATE_DIR": state_dir, "JARS_DIR": str(PROJECT_DIR / ".state" / "jars"), "UPDATE_EVERY": "off"}
    ports = free_ports(len(_PORTS), _PORT_RANGE)
    variables |= {name.upper(): str(port) for name, port in zip(_PORTS, ports, strict=True)}
    # Spark takes no options from the environment
    properties = Path(state_dir, "spark.properties")
    properties.write_text(f"spark.driver.defaultJavaOptions {QUICK_JVM}\n")
    variables["SPARK_PROPERTIES"] = str(properties)
    variables |= {name.upper(): str(value) for name, value in settings.items()}
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(PREFIX)]:
            patch.delenv(name)
        for name, value in variables.items():
            patch.setenv(PREFIX + name, value)
        # of HDFS
        patch.setenv("JAVA_TOOL_OPTIONS", QUICK_JVM)
        load_settings.cache_clear()
        try:
            yield
        finally:
            load_settings.cache_clear()
    if has_failed():
        warnings.warn(f"The stack's logs are in {state_dir}/logs.", stacklevel=1)
    else:
        shutil.rmtree(state_dir)


def eventmart(*command: str, version: Path | None = None) -> None:
    """Perform a command of `eventmart`, which must succeed.

    Args:
        command: the command and its arguments.
        version: folder of another version of this project; None for this one. It gets only the settings that it knows.
    """
    arguments: list[str | Path] = [_EVENTMART, *command]
    environment = dict(os.environ)
    if version:
        arguments = [sys.executable, "-m", "cli", *command]
        known = (version / ".env.example").read_text()
        for name in [name for name in environment if name.startswith(PREFIX) and f"{name}=" not in known]:
            del environment[name]
        environment["PYTHONPATH"] = str(version)
    done = subprocess.run(
        arguments, cwd=version, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert done.returncode == 0, done.stdout
