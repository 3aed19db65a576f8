"""`python -m local_stack.hdfs namenode|datanode [NUMBER]`: run one of the HDFS servers.

A number above 1 is that of a further DataNode on the same machine: it has a folder of its own, and takes free ports,
which its clients learn from the NameNode.

`python -m local_stack.hdfs dfs|dfsadmin|fsck|balancer …`: run one of Hadoop's commands, beside the NameNode.

The classes are Hadoop's own, from its minicluster jar. The rest of the class path comes with pyspark.
"""

import os
import subprocess
import sys
from pathlib import Path

from eventmart.errors import OperatorError
from eventmart.files import empty_folder
from eventmart.hadoop_conf import hdfs_client, write_logging, write_site
from eventmart.jvm import declared_artifacts, java, resolve_artifact, spark_home
from eventmart.ports import free_ports, note_port
from eventmart.process import one_line_errors
from eventmart.settings import Settings, load_settings

_MAIN_CLASSES = {
    "namenode": "org.apache.hadoop.hdfs.server.namenode.NameNode",
    "datanode": "org.apache.hadoop.hdfs.server.datanode.DataNode",
}
COMMANDS = {
    "dfs": "org.apache.hadoop.fs.FsShell",
    "dfsadmin": "org.apache.hadoop.hdfs.tools.DFSAdmin",
    "fsck": "org.apache.hadoop.hdfs.tools.DFSck",
    "balancer": "org.apache.hadoop.hdfs.server.balancer.Balancer",
}
_HEARTBEAT_SECONDS = 3
_CLIENT_JARS = (
    "hadoop-client-*",
    "slf4j-api-*",
    "log4j-*",
    "jcl-over-slf4j-*",
    "jul-to-slf4j-*",
    "leveldbjni-*",
)


def main(arguments: list[str]) -> None:
    """Replace this process with a server or a command (exec)."""
    settings = load_settings()
    match arguments:
        case ["namenode" | "datanode" as role]:
            _serve(settings, role, 1)
        case ["datanode", number] if number.isdecimal() and int(number) > 1:
            _serve(settings, "datanode", int(number))
        case [name, *rest] if name in COMMANDS:
            command = [*java_with_hadoop(settings, settings.state_dir / "conf" / "namenode"), COMMANDS[name], *rest]
            os.execve(command[0], command, _environment(settings))  # noqa: S606
        case _:
            raise SystemExit(f"usage: python -m local_stack.hdfs namenode|datanode [NUMBER]|{'|'.join(COMMANDS)} …")


def _serve(settings: Settings, role: str, number: int) -> None:
    """Write the configuration, format a new NameNode, and replace this process with the server."""
    data_dir = settings.state_dir / "hdfs"
    conf_dir = conf_of(settings, role, number)
    _write_configuration(settings, data_dir, conf_dir, number)
    # its web server unpacks its pages there, and leaves them behind if it is killed
    temporary = empty_folder(settings.state_dir / "tmp" / conf_dir.name)
    command = [*java_with_hadoop(settings, conf_dir, f"-Djava.io.tmpdir={temporary}"), _MAIN_CLASSES[role]]
    environment = _environment(settings)
    if role == "namenode" and not (data_dir / "name" / "current" / "VERSION").exists():
        _format(command, environment)
    os.execve(command[0], command, environment)  # noqa: S606


def conf_of(settings: Settings, role: str, number: int) -> Path:
    """Folder of a server's configuration."""
    return settings.state_dir / "conf" / (role if number == 1 else f"{role}{number}")


def blocks_of(settings: Settings, number: int) -> Path:
    """Folder of a DataNode's blocks, by its number."""
    return settings.state_dir / "hdfs" / ("data" if number == 1 else f"data{number}")


def _environment(settings: Settings) -> dict[str, str]:
    return {**os.environ, "HADOOP_USER_NAME": settings.hdfs_user}


def java_with_hadoop(settings: Settings, conf_dir: Path, *options: str) -> list[str]:
    """The command that runs a main class of Hadoop.

    Args:
        settings: where the jars are.
        conf_dir: folder with Hadoop's configuration.
        options: of Java.
    """
    jar = resolve_artifact(declared_artifacts()["hdfs-server"], settings.jars_dir)
    client_jars = [str(path) for pattern in _CLIENT_JARS for path in (spark_home() / "jars").glob(f"{pattern}.jar")]
    return [str(java()), "-Xmx256m", *options, "-cp", ":".join([str(conf_dir), str(jar), *client_jars])]


def _format(command: list[str], environment: dict[str, str]) -> None:
    formatted = subprocess.run(  # noqa: S603
        [*command, "-format", "-nonInteractive"], env=environment, capture_output=True, text=True, check=False
    )
    if formatted.returncode != 0:
        raise OperatorError(
            f"The NameNode could not format its folder: {formatted.stderr.strip()[-300:]}. Check the free disk space."
        )


def _write_configuration(settings: Settings, data_dir: Path, conf_dir: Path, number: int) -> None:
    host = settings.bind_host
    ports = (settings.hdfs_datanode_port, settings.hdfs_datanode_http_port, settings.hdfs_datanode_ipc_port)
    # one port is chosen here, so that the check of readiness knows it
    data_port, http_port, ipc_port = ports if number == 1 else (0, *free_ports(1), 0)
    copies = settings.hdfs_replication
    write_logging(conf_dir)
    note_port(conf_dir, http_port)
    write_site(
        conf_dir / "core-site.xml",
        {
            "fs.defaultFS": settings.hdfs_url,
            # in no group; otherwise the NameNode would look for the user in the operating system
            "hadoop.user.group.static.mapping.overrides": f"{settings.query_hdfs_user}=;",
        },
    )
    write_site(
        conf_dir / "hdfs-site.xml",
        {
            "dfs.namenode.name.dir": (data_dir / "name").as_uri(),
            "dfs.datanode.data.dir": blocks_of(settings, number).as_uri(),
            "dfs.namenode.rpc-address": f"{settings.hdfs_host}:{settings.hdfs_rpc_port}",
            "dfs.namenode.rpc-bind-host": host,
            "dfs.namenode.http-address": f"{settings.hdfs_host}:{settings.hdfs_http_port}",
            "dfs.namenode.http-bind-host": host,
            "dfs.datanode.address": f"{host}:{data_port}",
            "dfs.datanode.http.address": f"{host}:{http_port}",
            "dfs.datanode.ipc.address": f"{host}:{ipc_port}",
            # the name that the NameNode gives to clients; by default the NameNode looks up a name for the address
            "dfs.datanode.hostname": settings.hdfs_datanode_host,
            "dfs.namenode.datanode.registration.ip-hostname-check": "false",
            **hdfs_client(copies),
            # A file is written when it has two copies, if it is to have several: the spool deletes its own afterwards.
            "dfs.namenode.replication.min": min(copies, 2),
            # one copy is enough to begin with
            "dfs.namenode.safemode.replication.min": 1,
            # a DataNode that is silent for 10 heartbeats is asked last, long before it counts as lost
            "dfs.namenode.avoid.read.stale.datanode": "true",
            "dfs.namenode.avoid.write.stale.datanode": "true",
            "dfs.namenode.stale.datanode.interval": 10 * _HEARTBEAT_SECONDS * 1000,
            # lost after twice this and 10 heartbeats
            "dfs.namenode.heartbeat.recheck-interval": (settings.hdfs_dead_seconds - 10 * _HEARTBEAT_SECONDS) * 500,
            "dfs.heartbeat.interval": _HEARTBEAT_SECONDS,
            # A web page may send a form to this machine, but not this header. The check concerns browsers alone.
            "dfs.webhdfs.rest-csrf.enabled": "true",
            # fsync files on close: the spool deletes its copy afterwards, so the page cache is not enough
            "dfs.datanode.synconclose": "true",
            # there is nothing to wait for once a copy of each block is there
            "dfs.namenode.safemode.extension": 0,
            # the DataNode refuses writes before the disk, which other parts use too, is full
            "dfs.datanode.du.reserved": 256 * 2**20,
        },
    )


if __name__ == "__main__":
    with one_line_errors():
        main(sys.argv[1:])
