"""The stack that these tests run on: all parts real, on free ports, in a folder of its own, once per run."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from eventmart.settings import PREFIX, PROJECT_DIR, Settings, load_settings, secrets_path
from local_stack.ports import free_ports
from local_stack.preflight import ensure_secrets
from local_stack.stack import Stack
from tests.stack.client import Checksums, Client

_PORTS = [name for name in Settings.model_fields if name.endswith("_port")]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The journey comes first of this folder: it finds an empty stack, and counts all that there is.

    What leaves many events behind comes last: every update would take longer from then on.
    """
    order = {"test_journey": -1, "test_openapi": 1, "test_kills": 2}
    items.sort(key=lambda item: (Path(__file__).parent in item.path.parents, order.get(item.path.stem, 0)))


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The settings of this stack, as environment variables of this process and its children."""
    variables = {
        "STATE_DIR": str(tmp_path_factory.mktemp("stack")),
        # resolved once for all runs
        "JARS_DIR": str(PROJECT_DIR / ".state" / "jars"),
    }
    variables |= {name.upper(): str(port) for name, port in zip(_PORTS, free_ports(len(_PORTS)), strict=True)}
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(PREFIX)]:
            patch.delenv(name)
        for name, value in variables.items():
            patch.setenv(PREFIX + name, value)
        load_settings.cache_clear()
        yield variables
        load_settings.cache_clear()


@pytest.fixture(scope="session")
def stack(environment: dict[str, str]) -> Iterator[Stack]:
    """The running stack."""
    ensure_secrets(secrets_path())
    stack = Stack(load_settings(), print)
    stack.up()
    yield stack
    stack.down()


@pytest.fixture(scope="session")
def settings(stack: Stack) -> Settings:
    """The settings of the running stack."""
    return load_settings()


@pytest.fixture(scope="session")
def client(settings: Settings) -> Client:
    """A client of the running API."""
    return Client(settings)


@pytest.fixture
def settled(client: Client) -> Checksums:
    """Checksums of the mart, which holds all that was sent before."""
    client.settle()
    return client.mart_checksums()


@pytest.fixture(scope="session")
def github_hour() -> Path:
    """A real hour of GitHub's public events, where it is at hand."""
    path = PROJECT_DIR.parent / "shared" / "data" / "gharchive-2015-01-01-0.json.gz"
    if not path.exists():
        pytest.skip(f"{path.name} is not at hand")
    return path
