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
    """The running stack. Its settings are those of this process meanwhile.

    It performs a first update run, without any event, which takes twice as long as the later ones: the JVM has to load
    and compile its code.

    Args:
        has_failed: whether a test has failed. The logs are kept then.
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
            _eventmart("up")
            _eventmart("update")
            yield Stack(load_settings(), print)
        finally:
            _eventmart("down")
            load_settings.cache_clear()
    if has_failed():
        warnings.warn(f"The stack's logs are in {state_dir}/logs.", stacklevel=1)
    else:
        shutil.rmtree(state_dir)


def _eventmart(command: str) -> None:
    done = subprocess.run([_EVENTMART, command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, done.stdout
