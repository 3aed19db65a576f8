"""`python -m local_stack.probe SERVICE`: exit with code 0 if a service is ready, else with 1.

It is the health check of the containers. They run it every few seconds, so it is no command of `eventmart`, which takes
three times as long to import.
"""

import sys

from eventmart.errors import OperatorError
from eventmart.process import one_line_errors
from eventmart.settings import load_settings
from local_stack.services import ALL_SERVICES, NOT_READY_YET, SPARK_WORKER


def main(arguments: list[str]) -> None:
    """Ask the service once.

    Raises:
        OperatorError: it is not ready; the message says why, if it is known.
    """
    probes = {service.name: service.is_ready for service in (*ALL_SERVICES, SPARK_WORKER)}
    if len(arguments) != 1 or arguments[0] not in probes:
        raise SystemExit(f"usage: python -m local_stack.probe {'|'.join(probes)}")
    (name,) = arguments
    try:
        is_ready = probes[name](load_settings())
    except NOT_READY_YET as error:
        raise OperatorError(f"{name} is not ready: {error}") from None
    if not is_ready:
        raise OperatorError(f"{name} is not ready yet.")


if __name__ == "__main__":
    with one_line_errors():
        main(sys.argv[1:])
