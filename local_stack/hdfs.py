"""`python -m local_stack.hdfs namenode|datanode`: run one of the two HDFS servers.

The server classes are Hadoop's own, from its minicluster jar. The rest of the class path comes with pyspark.
"""

import os
import subprocess
import sys
from pathlib import Path

from eventmart.errors import OperatorError
from eventmart.hadoop_conf import HDFS_CLIENT, write_logging, write_site
from eventmart.jvm import declared_artifacts, java, resolve_artifact, spark_home
from eventmart.process import one_line_errors
from eventmart.settings import Settings, load_settings

_MAIN_CLASSES = {
    "namenode": "org.apache.hadoop.hdfs.server.namenode.NameNode",
    "datanode": "org.apache.hadoop.hdfs.server.datanode.DataNode",
}
_CLIENT_JARS = (
    "hadoop-client-*",
    "slf4j-api-*",
    "log4j-*",
    "jcl-over-slf4j-*",
    "jul-to-slf4j-*",
    "leveldbjni-*",
)


def main(arguments: list[str]) -> None:
    """Write the configuration, format a new NameNode, and replace this process with the server (exec)."""
    if len(arguments) != 1 or arguments[0] not in _MAIN_CLASSES:
        raise SystemExit("usage: python -m local_stack.hdfs namenode|datanode")
    role = arguments[0]
    settings = load_settings()
    data_dir = settings.state_dir / "hdfs"
    conf_dir = settings.state_dir / "conf" / role
    _write_configuration(settings, data_dir, conf_dir)
    command = [*java_with_hadoop(settings, conf_dir), _MAIN_CLASSES[role]]
    environment = {**os.environ, "HADOOP_USER_NAME": settings.hdfs_user}
    if role == "namenode" and not (data_dir / "name" / "current" / "VERSION").exists():
        _format(command, environment)
    os.execve(command[0], command, environment)  # noqa: S606


def java_with_hadoop(settings: Settings, conf_dir: Path) -> list[str]:
    """The command that runs a main class of Hadoop.

    Args:
        settings: where the jars are.
        conf_dir: folder with Hadoop's configuration.
    """
    jar = resolve_artifact(declared_artifacts()["hdfs-server"], settings.jars_dir)
    client_jars = [str(path) for pattern in _CLIENT_JARS for path in (spark_home() / "jars").glob(f"{pattern}.jar")]
    return [str(java()), "-Xmx256m", "-cp", ":".join([str(conf_dir), str(jar), *client_jars])]


def _format(command: list[str], environment: dict[str, str]) -> None:
    formatted = subprocess.run(  # noqa: S603
        [*command, "-format", "-nonInteractive"], env=environment, capture_output=True, text=True, check=False
    )
    if formatted.returncode != 0:
        raise OperatorError(
            f"The NameNode could not format its folder: {formatted.stderr.strip()[-300:]}. Check the free disk space."
        )


def _write_configuration(settings: Settings, data_dir: Path, conf_dir: Path) -> None:
    host = settings.bind_host
    write_logging(conf_dir)
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
            "dfs.datanode.data.dir": (data_dir / "data").as_uri(),
            "dfs.namenode.rpc-address": f"{settings.hdfs_host}:{settings.hdfs_rpc_port}",
            "dfs.namenode.rpc-bind-host": host,
            "dfs.namenode.http-address": f"{settings.hdfs_host}:{settings.hdfs_http_port}",
            "dfs.namenode.http-bind-host": host,
            "dfs.datanode.address": f"{host}:{settings.hdfs_datanode_port}",
            "dfs.datanode.http.address": f"{host}:{settings.hdfs_datanode_http_port}",
            "dfs.datanode.ipc.address": f"{host}:{settings.hdfs_datanode_ipc_port}",
            # the name that the NameNode gives to clients; by default the NameNode looks up a name for the address
            "dfs.datanode.hostname": settings.hdfs_datanode_host,
            "dfs.namenode.datanode.registration.ip-hostname-check": "false",
            **HDFS_CLIENT,
            # A web page may send a form to this machine, but not this header. The check concerns browsers alone.
            "dfs.webhdfs.rest-csrf.enabled": "true",
            # fsync files on close: the spool deletes its copy afterwards, so the page cache is not enough
            "dfs.datanode.synconclose": "true",
            # with one DataNode, there is nothing to wait for after it has reported its blocks
            "dfs.namenode.safemode.extension": 0,
            # the DataNode refuses writes before the disk, which other parts use too, is full
            "dfs.datanode.du.reserved": 256 * 2**20,
        },
    )


if __name__ == "__main__":
    with one_line_errors():
        main(sys.argv[1:])
