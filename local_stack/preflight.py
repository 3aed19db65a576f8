"""Checks of the machine before the stack starts. Each error names its remedy."""

import json
import secrets
import shutil
import socket
import stat
import tempfile
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from eventmart.errors import OperatorError
from eventmart.files import write_private
from eventmart.postgres import ROLES
from eventmart.settings import MOST_DATANODES, PREFIX, Settings
from local_stack.hdfs import blocks_of
from local_stack.services import Service

_FREE_BYTES = 2 * 2**30


def ensure_secrets(path: Path) -> None:
    """Generate the passwords that a file lacks, of the database roles and of Spark, and write them to it.

    Raises:
        OperatorError: the file is empty.
    """
    if path.exists() and path.stat().st_size == 0:
        raise OperatorError(
            f"{path} is empty, so the passwords of the databases are lost. Restore it from a backup. If you have none, "
            "and need none of the data, delete the folder that it is in."
        )
    content = path.read_text() if path.exists() else ""
    names = (f"{PREFIX}{role.upper()}_PASSWORD" for role in ("postgres_admin", *ROLES, "spark"))
    # a file of an earlier version lacks those of roles that are new
    missing = [name for name in names if f"{name}=" not in content]
    if missing:
        write_private(path, content + "".join(f"{name}={secrets.token_urlsafe(24)}\n" for name in missing))


def check_disk(state_dir: Path) -> None:
    """Check that the state directory is writable and its disk has room, and keep other users out of it.

    Raises:
        OperatorError: the directory is not writable, or less than 2 GiB are free.
    """
    try:
        state_dir.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=state_dir).close()
        # root lets the group of PostgreSQL's user pass, see local_stack.postgres
        if state_dir.stat().st_mode & (stat.S_IRWXO | stat.S_IRGRP | stat.S_IWGRP):
            state_dir.chmod(stat.S_IRWXU)
    except OSError as error:
        raise OperatorError(
            f"{state_dir} is not writable ({error.strerror}). Make it writable, or set {PREFIX}STATE_DIR to another "
            "folder."
        ) from None
    free = shutil.disk_usage(state_dir).free
    if free < _FREE_BYTES:
        raise OperatorError(
            f"Only {free / 2**30:.1f} GiB are free on the disk of {state_dir}, {_FREE_BYTES / 2**30:.0f} GiB are "
            f"required. Free some space, or set {PREFIX}STATE_DIR to a folder on another disk."
        )


def check_datanodes(settings: Settings) -> None:
    """Check that no DataNode is left out that has blocks.

    Raises:
        OperatorError: one is. Without it, HDFS may lack blocks, and waits for them.
    """
    further = range(settings.datanodes + 1, MOST_DATANODES + 1)
    if left_out := [number for number in further if blocks_of(settings, number).exists()]:
        raise OperatorError(
            f"HDFS has had {left_out[-1]} DataNodes, and {PREFIX}DATANODES is {settings.datanodes}. Set it to "
            f"{left_out[-1]}. docs/production.md says how to remove a DataNode."
        )


def check_packages(settings: Settings) -> None:
    """Check that the packages of the embedded ClickHouse are installed, if the mart is on it.

    Raises:
        OperatorError: they are not.
    """
    if settings.is_clickhouse_embedded and find_spec("chdb") is None:
        raise OperatorError(
            "The packages for a mart on ClickHouse are not installed. Run "
            f"`make install {PREFIX}MART_ENGINE=clickhouse`, which downloads 215 MB."
        )


def check_ports(settings: Settings, services: Iterable[Service]) -> None:
    """Check that no port of the stack is in use, and that no two settings name the same port.

    Raises:
        OperatorError: a port cannot be used. The message names the port, its service and its setting.
    """
    owners: dict[int, str] = {}
    for service in services:
        host = settings.api_host if service.name == "api" else settings.bind_host
        for name in service.ports:
            port = getattr(settings, name)
            if port in owners:
                raise OperatorError(f"{PREFIX}{name.upper()} and {owners[port]} are both {port}. Change one of them.")
            owners[port] = f"{PREFIX}{name.upper()}"
            with socket.socket() as candidate:
                candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    candidate.bind((host, port))
                except OSError as error:
                    raise OperatorError(
                        f"Port {port} for {service.name} cannot be used ({error.strerror}). Stop the process that "
                        f"listens on it, or set {owners[port]} to a free port in .env."
                    ) from None


def note_ports(settings: Settings, services: Iterable[Service]) -> None:
    """Save the ports on which the stack is started, for `check_same_ports`."""
    path = _ports_file(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(_ports(settings, services)))


def check_same_ports(settings: Settings, services: Iterable[Service]) -> None:
    """Check that the running stack was started on the ports that are set now.

    Raises:
        OperatorError: a port differs. The message names the setting and both ports.
    """
    path = _ports_file(settings)
    # an earlier version did not save the ports of its stack, so there is nothing to compare
    saved_ports = json.loads(path.read_text()) if path.exists() else {}
    for name, port in _ports(settings, services).items():
        if saved_ports.get(name, port) != port:
            raise OperatorError(
                f"{name} is {port}, but the stack was started with {saved_ports[name]}. "
                "Run `make down`, then `make up`."
            )


def _ports(settings: Settings, services: Iterable[Service]) -> dict[str, int]:
    return {f"{PREFIX}{name.upper()}": getattr(settings, name) for service in services for name in service.ports}


def _ports_file(settings: Settings) -> Path:
    return settings.state_dir / "conf" / "ports.json"
