"""API keys: who may come in, and what for.

A key is `em_<name>_<secret>`. The file keeps its name, its scopes and the SHA-256 of the secret, which is enough for
256 random bits. The file is read again when it changes: a key that is revoked is refused within `trust_seconds`.
"""

import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from eventmart.errors import OperatorError
from eventmart.files import write_private

SCOPES = ("write", "read", "admin")
_NAME = re.compile(r"[a-z0-9-]{1,40}")
_KEY = re.compile(r"em_([a-z0-9-]{1,40})_([A-Za-z0-9_-]{43})")


class ApiKey(msgspec.Struct, frozen=True):
    """A key as the file keeps it.

    Attributes:
        name: goes into the envelope of every event that it sends, as `source`.
        scopes: write (send events), read (query the mart, docs), admin (update runs, and all else).
        sha256: of the secret, in hexadecimal.
    """

    name: str
    scopes: tuple[str, ...]
    sha256: str

    def allows(self, scope: str) -> bool:
        """Whether the key is good for what needs that scope."""
        return scope in self.scopes or "admin" in self.scopes


class KeyFile:
    """The keys in a file; no file means that none were ever made.

    Args:
        path: of the file.
        trust_seconds: for so long it is not looked at again. Every request asks, and system calls add up.
        clock: seconds that only grow.
    """

    def __init__(self, path: Path, trust_seconds: float = 0, clock: Callable[[], float] = time.monotonic) -> None:
        self._path = path
        self._trust_seconds = trust_seconds
        self._clock = clock
        self._looked_at = float("-inf")
        self._stamp: tuple[int, int] | None = None
        self._keys: dict[str, ApiKey] = {}

    @property
    def exists(self) -> bool:
        """Whether keys are asked for; also where all of them have been revoked."""
        self._reload()
        return self._stamp is not None

    def find(self, presented: str) -> ApiKey | None:
        """The key that a client presents, or None where it is not one of ours."""
        match = _KEY.fullmatch(presented)
        if match is None:
            return None
        self._reload()
        key = self._keys.get(match[1])
        digest = _sha256(match[2])
        # the time that it takes says nothing of the secret
        return key if key is not None and hmac.compare_digest(key.sha256, digest) else None

    def all(self) -> list[ApiKey]:
        """All keys."""
        self._reload()
        return list(self._keys.values())

    def create(self, name: str, scopes: Iterable[str], new_secret: Callable[[int], str] = secrets.token_urlsafe) -> str:
        """Make a key.

        Returns:
            The key, which can be had only now.

        Raises:
            OperatorError: the name is taken, or no name for a key.
        """
        if _NAME.fullmatch(name) is None:
            raise OperatorError(f"{name!r} is no name for a key: use up to 40 of a-z, 0-9 and -.")
        if name in {key.name for key in self.all()}:
            raise OperatorError(f"There is a key {name} already: revoke it first, or choose another name.")
        secret = new_secret(32)
        self._write([*self.all(), ApiKey(name, tuple(scopes), _sha256(secret))])
        return f"em_{name}_{secret}"

    def revoke(self, name: str) -> None:
        """Delete a key.

        Raises:
            OperatorError: there is none of that name.
        """
        if name not in {key.name for key in self.all()}:
            raise OperatorError(f"There is no key {name}: `eventmart keys list` shows those that there are.")
        self._write([key for key in self.all() if key.name != name])

    def _reload(self) -> None:
        begin = self._clock()
        if begin - self._looked_at < self._trust_seconds:
            return
        try:
            status = self._path.stat()
            # a new file each time it is written, so that two changes within a tick of the clock differ as well
            stamp = (status.st_mtime_ns, status.st_ino)
            if stamp != self._stamp:
                found = msgspec.json.decode(self._path.read_bytes(), type=list[ApiKey])
                self._keys = {key.name: key for key in found}
                self._stamp = stamp
        except FileNotFoundError:
            self._stamp, self._keys = None, {}
        except (OSError, msgspec.DecodeError) as error:
            raise OperatorError(
                f"The API keys in {self._path} cannot be read ({error}), and nobody is let in: make the file readable "
                "for the user that the API runs as, or restore it."
            ) from error
        # last: until it has been read through, nobody takes what is known of it for all that there is
        self._looked_at = begin

    def _write(self, keys: list[ApiKey]) -> None:
        temporary = self._path.with_suffix(".new")
        write_private(temporary, msgspec.json.format(msgspec.json.encode(keys)).decode() + "\n")
        temporary.replace(self._path)


def _sha256(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
