"""Free ports for a second stack, such as the one for the tests."""

import random
import socket

from eventmart.errors import OperatorError

# Below the range of ephemeral ports. From that range, the kernel could assign a port to an outgoing connection before
# the server starts.
_PORTS = range(20_000, 32_000)


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
