"""API keys and their scopes.

A key is `em_<name>_<secret>`. The file stores the name, the scopes and the SHA-256 of the secret. A plain SHA-256 is
enough because the secret has 256 random bits. The file is reloaded when it changes, so a revoked key is refused within
`trust_seconds`.
"""

import hashlib
import hmac
import logging
import re
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from eventmart.errors import OperatorError
from eventmart.files import locked, replace_file

log = logging.getLogger("eventmart")

SCOPES = ("write", "read", "save", "admin")
_NAME = re.compile(r"[a-z0-9-]{1,40}")
_KEY = re.compile(r"em_([a-z0-9-]{1,40})_([A-Za-z0-9_-]{43})")


class ApiKey(msgspec.Struct, frozen=True):
    """A key as stored in the file.

    Attributes:
        name: the `source` in the envelope of every event sent with this key.
        scopes: write (send events), read (query the mart, read the docs), save (save results of queries, besides
            read), admin (update runs and everything else).
        sha256: SHA-256 of the secret, in hexadecimal.
    """

    name: str
    scopes: tuple[str, ...]
    sha256: str

    def allows(self, scope: str) -> bool:
        """Whether the key has the scope. `admin` includes every scope."""
        return scope in self.scopes or "admin" in self.scopes


class KeyFile:
    """The keys in a file. No file means that no key was ever created.

    Args:
        path: path of the file.
        trust_seconds: how long to use the loaded keys before checking the file for changes. Every request needs the
            keys, and the cost of a system call for each adds up.
        clock: monotonic clock, in seconds.
    """

    def __init__(self, path: Path, trust_seconds: float = 0, clock: Callable[[], float] = time.monotonic) -> None:
        self._path = path
        self._trust_seconds = trust_seconds
        self._clock = clock
        self._checked_at = float("-inf")
        self._stamp: tuple[int, int] | None = None
        self._keys: dict[str, ApiKey] = {}

    @property
    def exists(self) -> bool:
        """Whether the API requires keys. True even if every key has been revoked."""
        self._reload()
        return self._stamp is not None

    def find(self, presented: str) -> ApiKey | None:
        """The stored key that matches the presented one, or None if there is none."""
        match = _KEY.fullmatch(presented)
        if match is None:
            return None
        self._reload()
        key = self._keys.get(match[1])
        digest = _sha256(match[2])
        # constant-time comparison: its duration reveals nothing about the secret
        return key if key is not None and hmac.compare_digest(key.sha256, digest) else None

    def all(self) -> list[ApiKey]:
        """All keys."""
        self._reload()
        return list(self._keys.values())

    def create(self, name: str, scopes: Iterable[str], new_secret: Callable[[int], str] = secrets.token_urlsafe) -> str:
        """Create a key.

        Returns:
            The whole key. It cannot be shown again, because the file stores only the hash of its secret.

        Raises:
            OperatorError: the name is invalid or taken.
        """
        if _NAME.fullmatch(name) is None:
            raise OperatorError(f"{name!r} is not a valid key name. Use 1 to 40 characters of a-z, 0-9 and -.")
        secret = new_secret(32)
        with self._locked():
            if name in {key.name for key in self.all()}:
                raise OperatorError(f"Key {name} already exists. Revoke it first, or choose another name.")
            self._write([*self.all(), ApiKey(name, tuple(scopes), _sha256(secret))])
        return f"em_{name}_{secret}"

    def revoke(self, name: str) -> None:
        """Delete a key.

        Raises:
            OperatorError: no key has this name.
        """
        with self._locked():
            if name not in {key.name for key in self.all()}:
                raise OperatorError(f"Key {name} does not exist. Run `eventmart keys list` to see the existing keys.")
            self._write([key for key in self.all() if key.name != name])

    def _reload(self) -> None:
        now = self._clock()
        if now - self._checked_at < self._trust_seconds:
            return
        try:
            status = self._path.stat()
            # every write creates a new file, so the inode differs even if two writes share one tick of the clock
            stamp = (status.st_mtime_ns, status.st_ino)
            if stamp != self._stamp:
                content = self._path.read_bytes()
                if not content:
                    log.error("%s is empty: no key is valid until you create new ones", self._path)
                stored_keys = msgspec.json.decode(content or b"[]", type=list[ApiKey])
                self._keys = {key.name: key for key in stored_keys}
                self._stamp = stamp
        except FileNotFoundError:
            self._stamp, self._keys = None, {}
        except (OSError, msgspec.DecodeError) as error:
            raise OperatorError(
                f"The API keys in {self._path} cannot be read ({error}), so the API refuses all callers. Make the "
                "file readable for the user that the API runs as, or restore it."
            ) from error
        # set last: until the file has been read, no other thread may trust the keys in memory
        self._checked_at = now

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep other processes from changing the file between reading and writing it."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with locked(self._path.with_suffix(".lock")):
            yield

    def _write(self, keys: list[ApiKey]) -> None:
        replace_file(self._path, msgspec.json.format(msgspec.json.encode(keys)) + b"\n", mode=0o600)


def _sha256(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
