"""Free ports: for a second stack, such as that of the tests, and for servers of which a machine has several."""

import random
import socket
from pathlib import Path

from eventmart.errors import OperatorError

# Below the range of ephemeral ports. From that range, the kernel could assign a port to an outgoing connection before
# the server starts.
_PORTS = range(20_000, 32_000)
_NOTE = "http_port"


def free_ports(count: int, among: range = _PORTS) -> list[int]:
    """Ports of 127.0.0.1 on which no process listens at the moment.

    Args:
        count: how many ports.
        among: the ports to choose from.

    Raises:
        OperatorError: there are fewer free ports.
    """
    ports: list[int] = []
    for port in random.sample(among, len(among)):
        with socket.socket() as candidate:
            if candidate.connect_ex(("127.0.0.1", port)) != 0:
                ports.append(port)
        if len(ports) == count:
            return ports
    raise OperatorError(
        f"Fewer than {count} ports from {among.start} to {among.stop - 1} are free. Stop servers that use them."
    )


def note_port(folder: Path, port: int) -> None:
    """Write down the port of a server's HTTP interface, in the folder of its configuration."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _NOTE).write_text(str(port))


def noted_port(folder: Path) -> int:
    """The port that `note_port` has written.

    Raises:
        FileNotFoundError: there is none yet.
    """
    return int((folder / _NOTE).read_text())
