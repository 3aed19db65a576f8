"""A copy of the project in containers, under a name and on ports of its own."""

import os
import shutil
import subprocess
from pathlib import Path

from eventmart.ports import free_ports
from eventmart.settings import PREFIX, PROJECT_DIR, Settings

_PORTS = ("api", "postgres", "thrift", "hdfs_rpc", "hdfs_http", "hdfs_datanode_http", "clickhouse", "airflow")
# not the ports of the stack that other tests may have started
_PORT_RANGE = range(31_000, 32_000)
# such as `podman compose`
_COMPOSE = os.environ.get("COMPOSE", "docker compose").split()


class Containers:
    """Runs compose in a copy of the project.

    Args:
        folder: a new folder for the copy. Its name is that of the compose project and of its image, which stays as a
            cache for the next build.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        _copy_project(folder)
        subprocess.run(["make", ".env"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        ports = free_ports(len(_PORTS), _PORT_RANGE)
        self.set("UPDATE_EVERY", "off")
        for name, port in zip(_PORTS, ports, strict=True):
            self.set(f"{name.upper()}_PORT", str(port))
        self.settings = Settings(_env_file=folder / ".env")

    def set(self, name: str, value: str) -> None:
        """Set a setting in .env, which the next `up` reads."""
        self.set_variable(f"{PREFIX}{name}", value)

    def set_variable(self, name: str, value: str) -> None:
        """Set a variable in .env, such as one of compose's own."""
        with (self.folder / ".env").open("a") as file:
            file.write(f"{name}={value}\n")

    def run(self, *arguments: str) -> str:
        """Run a command of compose, which must succeed, and return its output."""
        done = self.tried(*arguments)
        assert done.returncode == 0, done.stdout + self.tried("ps", "--all").stdout
        return done.stdout

    def tried(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of compose, and return how it ended."""
        return subprocess.run(
            [*_COMPOSE, "--project-name", self.folder.name, *arguments],
            cwd=self.folder,
            env={name: value for name, value in os.environ.items() if not name.startswith(PREFIX)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def up(self, *arguments: str) -> None:
        """Start what is not running, and wait until it is healthy."""
        self.run("up", "--detach", "--wait", "--wait-timeout", "300", *arguments)

    def remove(self) -> None:
        """Remove the containers and their volumes."""
        self.run("--profile", "*", "down", "--volumes", "--remove-orphans")

    def python(self, service: str, program: str) -> str:
        """Run a Python program in a service's container, and return what it prints."""
        return self.run("exec", "--no-TTY", service, "python", "-c", program).strip()

    def shell(self, service: str, command: str) -> str:
        """Run a shell command in a service's container, and return what it prints."""
        return self.run("exec", "--no-TTY", service, "sh", "-c", command).strip()


def _copy_project(folder: Path) -> None:
    """Copy the files that git has or would take, as they are now."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT_DIR,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    for name in listed.stdout.splitlines():
        source, target = PROJECT_DIR / name, folder / name
        # a file that is deleted, but not yet in git
        if source.is_symlink() or source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target, follow_symlinks=False)
