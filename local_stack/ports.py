"""Ports for a stack besides the one that runs, such as that of the tests."""

import random
import socket

from eventmart.errors import OperatorError

# below the range from which the kernel takes ports for outgoing connections: it could give one away between now and
# the moment that its server starts
_PORTS = range(20_000, 32_000)


def free_ports(count: int) -> list[int]:
    """Ports of 127.0.0.1 that nobody listens on at the moment.

    Raises:
        OperatorError: there are not as many.
    """
    found: list[int] = []
    for port in random.sample(_PORTS, len(_PORTS)):
        with socket.socket() as candidate:
            if candidate.connect_ex(("127.0.0.1", port)) != 0:
                found.append(port)
        if len(found) == count:
            return found
    raise OperatorError(f"There are no {count} free ports from {_PORTS.start} to {_PORTS.stop}.")
