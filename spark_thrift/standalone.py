"""`python -m spark_thrift.standalone master|worker [NUMBER]`: run a part of a Spark cluster.

The cluster is in Spark's standalone mode: the master assigns executors to applications, which are the Thrift servers,
and the workers start them.
"""

import fcntl
import os
import shutil
import socket
import sys
from pathlib import Path

from eventmart.errors import OperatorError
from eventmart.files import empty_folder, locked
from eventmart.hadoop_conf import write_logging, write_properties
from eventmart.jvm import spark_home
from eventmart.ports import free_ports, note_port
from eventmart.process import one_line_errors
from eventmart.settings import Settings, load_settings
from spark_thrift.configuration import cluster_password
from spark_thrift.launch import environment, jar

# without that of executors
_HEAP = "256m"
_ANY_PORT = "0"
# begins the name of a worker that has no number, which its machine's follows
_LONE_WORKER = "spark-worker-"
# a socket that is bound to it listens on every address, but nobody can be reached by it
_EVERY_ADDRESS = "0.0.0.0"  # noqa: S104


def main(arguments: list[str]) -> None:
    """Write the configuration, and replace this process with the server (exec)."""
    settings = load_settings()
    match arguments:
        case ["master"]:
            _run_master(settings, settings.state_dir / "spark-master")
        case ["worker"]:
            _run_worker(settings, None)
        case ["worker", number] if number.isdecimal():
            _run_worker(settings, int(number))
        case _:
            raise SystemExit("usage: python -m spark_thrift.standalone master|worker [NUMBER]")


def _run_master(settings: Settings, folder: Path) -> None:
    recovery = folder / "recovery"
    recovery.mkdir(parents=True, exist_ok=True)
    properties: dict[str, object] = {
        # a master that starts again knows the workers and applications of the one before
        "spark.deploy.recoveryMode": "FILESYSTEM",
        "spark.deploy.recoveryDirectory": recovery,
    }
    arguments = ["--host", settings.spark_master_host, "--port", str(settings.spark_master_port)]
    arguments += ["--webui-port", str(settings.spark_master_http_port)]
    _run(settings, folder, "org.apache.spark.deploy.master.Master", arguments, properties, {})


def conf_of_worker(settings: Settings, number: int | None) -> Path:
    """Folder of a worker's configuration.

    Args:
        settings: where it is.
        number: of the worker, on a machine with several; None for the only one.
    """
    name = f"spark-worker{number}" if number else f"{_LONE_WORKER}{socket.gethostname()}"
    return settings.state_dir / "conf" / name


def _run_worker(settings: Settings, number: int | None) -> None:
    if not settings.spark_master.startswith("spark://"):
        raise OperatorError(
            f"A worker needs a master, and EVENTMART_SPARK_MASTER is {settings.spark_master}. "
            "Set it, such as to spark://spark1.example:7077."
        )
    conf_dir = conf_of_worker(settings, number)
    folder = hold_folder(settings.state_dir, conf_dir.name)
    # executors expect it at the same path as the Thrift server
    jar(settings, "postgresql-jdbc")
    (http_port,) = free_ports(1)
    note_port(conf_dir, http_port)
    properties: dict[str, object] = {
        # it removes the folders of applications that have ended
        "spark.worker.cleanup.enabled": "true",
        # chosen here, so that the check of readiness knows it; if it is taken meanwhile, the worker ends
        "spark.worker.ui.port": http_port,
        "spark.port.maxRetries": 0,
    }
    arguments = ["--cores", str(settings.spark_worker_cores), "--memory", settings.spark_worker_memory]
    arguments += ["--work-dir", str(folder / "work"), "--port", _ANY_PORT]
    arguments.append(settings.spark_master)
    variables = {"SPARK_LOCAL_DIRS": str(empty_folder(folder / "scratch"))}
    _run(settings, folder, "org.apache.spark.deploy.worker.Worker", arguments, properties, variables)


def hold_folder(state_dir: Path, name: str) -> Path:
    """Make a worker's folder, and lock it until the process ends, also after it has become another program (exec).

    Containers share a volume, and each new one has another name. The folders of workers that are gone are removed.

    Raises:
        OperatorError: another worker has it.
    """
    folder = state_dir / name
    state_dir.mkdir(parents=True, exist_ok=True)
    with locked(state_dir / "spark-workers.lock"):
        for other in state_dir.glob(f"{_LONE_WORKER}*"):
            if other != folder and _try_lock(other) is not None:
                shutil.rmtree(other)
                shutil.rmtree(state_dir / "conf" / other.name, ignore_errors=True)
        folder.mkdir(exist_ok=True)
        descriptor = _try_lock(folder)
    if descriptor is None:
        raise OperatorError(f"Another worker uses {folder}. Give this one a number: `worker 2`.")
    os.set_inheritable(descriptor, True)
    return folder


def _try_lock(folder: Path) -> int | None:
    """Descriptor of a folder that is locked; None if another process has locked it."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def _run(
    settings: Settings,
    folder: Path,
    main_class: str,
    arguments: list[str],
    properties: dict[str, object],
    variables: dict[str, str],
) -> None:
    """Replace this process with a server.

    Args:
        settings: its address and its password.
        folder: for its files. Its configuration has the same name.
        main_class: of the server.
        arguments: its command line.
        properties: further properties of Spark.
        variables: further environment variables, which a worker passes on to its executors.
    """
    conf_dir = settings.state_dir / "conf" / folder.name
    write_logging(conf_dir)
    write_properties(conf_dir / "spark-defaults.conf", {**cluster_password(settings), **properties})
    variables |= environment(settings, conf_dir) | {"SPARK_DAEMON_MEMORY": _HEAP}
    if settings.bind_host == _EVERY_ADDRESS:
        del variables["SPARK_LOCAL_IP"]
    spark_class = str(spark_home() / "bin" / "spark-class")
    os.execve(spark_class, [spark_class, main_class, *arguments], variables)  # noqa: S606


if __name__ == "__main__":
    with one_line_errors():
        main(sys.argv[1:])
