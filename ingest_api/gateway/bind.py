"""Where the API may listen."""

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
    """Refuse an address that others can reach, as long as the API asks nobody who they are.

    Raises:
        OperatorError: the address is not loopback, there are no keys, and the setting that allows it is off.
    """
    if is_loopback(settings.api_host) or settings.api_keys_file.exists() or settings.api_allow_public_bind:
        return
    raise OperatorError(
        f"EVENTMART_API_HOST={settings.api_host} is reachable from outside and there are no API keys: use 127.0.0.1, "
        "or make a key (`eventmart keys create NAME --scope write`), or, where something in front of the API decides "
        "who may come in, set EVENTMART_API_ALLOW_PUBLIC_BIND=true."
    )
