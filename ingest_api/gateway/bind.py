"""The addresses on which the API may listen."""

import ipaddress

from eventmart.errors import OperatorError
from eventmart.settings import Settings


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address or host name."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_bind(settings: Settings) -> None:
    """Refuse an address beyond loopback while no API key exists.

    Raises:
        OperatorError: the address is not loopback, no key exists, and EVENTMART_API_ALLOW_PUBLIC_BIND is off.
    """
    if is_loopback(settings.api_host) or settings.api_keys_file.exists() or settings.api_allow_public_bind:
        return
    raise OperatorError(
        f"EVENTMART_API_HOST={settings.api_host} is reachable from outside and no API key exists. Use 127.0.0.1, "
        "create a key (`eventmart keys create NAME --scope write`), or, if a proxy in front of the API authenticates "
        "callers, set EVENTMART_API_ALLOW_PUBLIC_BIND=true."
    )
