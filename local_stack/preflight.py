"""What must be true of the machine before anything is started. Each check names its remedy."""

import json
import secrets
import shutil
import socket
import tempfile
from collections.abc import Iterable
from pathlib import Path

from eventmart.errors import OperatorError
from eventmart.files import write_private
from eventmart.postgres import ROLES
from eventmart.settings import PREFIX, Settings
from local_stack.services import Service

_FREE_BYTES = 2 * 2**30


def ensure_secrets(path: Path) -> None:
    """Write a password for each database role, unless there is a file already."""
    if not path.exists():
        names = (f"{PREFIX}{role.upper()}_PASSWORD" for role in ("postgres_admin", *ROLES))
        write_private(path, "".join(f"{name}={secrets.token_urlsafe(24)}\n" for name in names))


def check_disk(state_dir: Path) -> None:
    """Refuse to start where the state directory cannot be written, or its disk is nearly full.

    Raises:
        OperatorError: it cannot, or less than 2 GiB are free there.
    """
    try:
        state_dir.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=state_dir).close()
    except OSError as error:
        raise OperatorError(
            f"{state_dir} cannot be written ({error.strerror}): make it so, or set {PREFIX}STATE_DIR to another folder."
        ) from None
    free = shutil.disk_usage(state_dir).free
    if free < _FREE_BYTES:
        raise OperatorError(
            f"Only {free / 2**30:.1f} GiB are free on the disk of {state_dir}, {_FREE_BYTES / 2**30:.0f} GiB are "
            f"needed: make room, or set {PREFIX}STATE_DIR to a folder on another disk."
        )


def check_ports(settings: Settings, services: Iterable[Service]) -> None:
    """Refuse to start where another process listens on a port of ours, or two settings name the same.

    Raises:
        OperatorError: naming the port, whose it is, and the setting that moves it.
    """
    owners: dict[int, str] = {}
    for service in services:
        host = settings.api_host if service.name == "api" else settings.bind_host
        for name in service.ports:
            port = getattr(settings, name)
            if port in owners:
                raise OperatorError(f"{PREFIX}{name.upper()} and {owners[port]} are both {port}: change one.")
            owners[port] = f"{PREFIX}{name.upper()}"
            with socket.socket() as candidate:
                candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    candidate.bind((host, port))
                except OSError as error:
                    raise OperatorError(
                        f"Port {port} for {service.name} cannot be used ({error.strerror}): stop what listens "
                        f"there, or set {owners[port]} to a free port in .env."
                    ) from None


def note_ports(settings: Settings, services: Iterable[Service]) -> None:
    """Keep on which ports a stack was started, for `check_same_ports`."""
    path = _noted_ports(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(_ports(settings, services)))


def check_same_ports(settings: Settings, services: Iterable[Service]) -> None:
    """Refuse to go on with a stack that was started on other ports than those that are set now.

    Raises:
        OperatorError: naming the setting, the port, and the remedy.
    """
    path = _noted_ports(settings)
    # a stack that was started by a version that kept no note has none to differ from
    noted = json.loads(path.read_text()) if path.exists() else {}
    for name, port in _ports(settings, services).items():
        if noted.get(name, port) != port:
            raise OperatorError(
                f"{name} is {port}, and the stack was started with {noted[name]}: `make down`, then `make up`."
            )


def _ports(settings: Settings, services: Iterable[Service]) -> dict[str, int]:
    return {f"{PREFIX}{name.upper()}": getattr(settings, name) for service in services for name in service.ports}


def _noted_ports(settings: Settings) -> Path:
    return settings.state_dir / "conf" / "ports.json"
