"""The containers, built from this checkout and started once."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from eventmart.settings import PREFIX
from tests.containers.containers import Containers
from tests.stack.client import Client


@pytest.fixture(scope="session")
def containers() -> Iterator[Containers]:
    """The running containers. After the tests, they and their volumes are removed."""
    with tempfile.TemporaryDirectory(prefix="eventmart-tests-") as folder, pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(PREFIX)]:
            patch.delenv(name)
        containers = Containers(Path(folder) / "eventmart-tests")
        # what a run that was killed has left
        containers.remove()
        try:
            containers.up("--build")
            yield containers
        finally:
            containers.remove()


@pytest.fixture(scope="session")
def client(containers: Containers) -> Client:
    """A client of the API in its container."""
    return Client(containers.settings)
