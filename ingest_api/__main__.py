"""`python -m ingest_api`: serve the API with granian, a production WSGI server."""

import ipaddress

from granian import Granian
from granian.constants import Interfaces

from eventmart.errors import OperatorError
from eventmart.settings import Settings, load_settings


def check_bind(settings: Settings) -> None:
    """Refuse an address that others can reach, as long as the API asks nobody who they are.

    Raises:
        OperatorError: the address is not loopback, and the setting that allows it is off.
    """
    is_loopback = settings.api_host == "localhost"
    if not is_loopback:
        try:
            is_loopback = ipaddress.ip_address(settings.api_host).is_loopback
        except ValueError:
            is_loopback = False
    if not is_loopback and not settings.api_allow_public_bind:
        raise OperatorError(
            f"EVENTMART_API_HOST={settings.api_host} is reachable from outside and the API asks for no keys: "
            "use 127.0.0.1, or put something that authenticates in front of it and set "
            "EVENTMART_API_ALLOW_PUBLIC_BIND=true."
        )


def main() -> None:
    """Serve until the process is stopped."""
    settings = load_settings()
    check_bind(settings)
    Granian(
        "ingest_api.main:build",
        factory=True,
        address=settings.api_host,
        port=settings.api_port,
        interface=Interfaces.WSGI,
        workers=settings.api_workers,
        blocking_threads=settings.api_threads,
        respawn_failed_workers=True,
    ).serve()


if __name__ == "__main__":
    main()
