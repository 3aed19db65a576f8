"""`python -m local_stack.postgres [MAJOR]`: run a PostgreSQL server. Tests name another major version than the stack's.

PostgreSQL refuses to run as root, so root runs it as `nobody`, without any of root's capabilities. If `nobody` cannot
pass through the folders of the binaries or of the data, as below /root, the server keeps one of them,
CAP_DAC_READ_SEARCH or else CAP_DAC_OVERRIDE, and says so.
"""

import logging
import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

from eventmart.errors import OperatorError
from eventmart.postgres import password, user
from eventmart.process import one_line_errors
from eventmart.settings import Settings, load_settings
from local_stack.postgres_binaries import MAJOR, binaries

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
    # an index-only scan visits the table for rows on pages that were changed since the last vacuum: reading the days of
    # 50,000 users took 2.2 s after ten runs of 10,000 events, and 1.0 s after a vacuum
    "autovacuum_vacuum_scale_factor": "0.01",
}


# the data directory in the state directory
_DATA = "postgres"

# text sorts the same on every machine
_LOCALE = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
_LOCALE_BEFORE_17 = ("--locale=C", "--lc-ctype=C.UTF-8")


def main(arguments: list[str]) -> None:
    """Create the data directory if it is missing, and replace this process with the server (exec)."""
    major = int(arguments[0]) if arguments else MAJOR
    settings = load_settings()
    folder = binaries(settings.jars_dir, major)
    check_version(settings.state_dir, major)
    data_dir = settings.state_dir / _DATA
    as_user = _leave_root(folder, settings.state_dir)
    if not data_dir.exists():
        locale = _LOCALE if major >= 17 else _LOCALE_BEFORE_17
        _initialise(settings, data_dir, [*as_user, str(folder / "initdb"), *locale])
    server = [*as_user, str(folder / "postgres"), "-D", str(data_dir)]
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


def check_version(state_dir: Path, major: int) -> None:
    """Check that the data directory, if there is one, belongs to a major version.

    Raises:
        OperatorError: it belongs to another one. The message names the commands that make a new one.
    """
    data_dir = state_dir / _DATA
    found = (data_dir / "PG_VERSION").read_text().strip() if data_dir.exists() else str(major)
    if found != str(major):
        raise OperatorError(
            f"{data_dir} belongs to PostgreSQL {found}, and this is PostgreSQL {major}. All that eventmart keeps in "
            "it can be built again from the events in HDFS, except for the list of past update runs and snapshots of "
            f"your own: run `mv {data_dir} {data_dir}.{found}`, `make up`, and `.venv/bin/eventmart update`."
        )


def _leave_root(folder: Path, state_dir: Path) -> list[str]:
    """The command prefix that changes the user from root to `nobody`; empty if this process does not run as root.

    `nobody` must reach the binaries in `folder`, and the state directory, which is closed to others: the group of
    `nobody` gets leave to pass through it.
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
    for path in (folder / "postgres", state_dir):
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


def _initialise(settings: Settings, data_dir: Path, initdb: list[str]) -> None:
    # created under another name and renamed when complete: an interrupted initdb must not leave a data directory
    unfinished = data_dir.with_name("postgres.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700, parents=True)
    with tempfile.NamedTemporaryFile("w", dir=data_dir.parent) as password_file:
        password_file.write(password(settings, "admin"))
        password_file.flush()
        if os.geteuid() == 0:
            for path in (unfinished, password_file.name):
                shutil.chown(path, "nobody")
        created = subprocess.run(  # noqa: S603
            [
                *initdb,
                f"--pgdata={unfinished}",
                f"--username={user(settings, 'admin')}",
                f"--pwfile={password_file.name}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
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
        main(sys.argv[1:])
