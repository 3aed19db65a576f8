"""What has to be there before a part of Spark starts: its configuration, a folder for its files, its environment."""

import os
from pathlib import Path

from eventmart.files import empty_folder
from eventmart.jvm import declared_artifacts, java, resolve_artifact, spark_home
from eventmart.settings import Settings
from spark_thrift.configuration import Jars, Server, write_configuration

# Spark reads only these, the last one for YARN. The project's own variables hold secrets that Spark does not need.
_INHERITED = ("PATH", "HOME", "LANG", "TMPDIR", "PYTHONPATH", "YARN_CONF_DIR")


def prepare(settings: Settings, server: Server) -> dict[str, str]:
    """Write the configuration of a server, empty its folder for temporary files, and return its environment."""
    conf_dir = settings.state_dir / "conf" / server.name
    scratch_dir = empty_folder(settings.state_dir / server.name)
    jars = Jars(jdbc_driver=jar(settings, "postgresql-jdbc"), hive_llap=jar(settings, "hive-llap"))
    write_configuration(settings, server, conf_dir, scratch_dir, jars)
    return environment(settings, conf_dir)


def jar(settings: Settings, name: str) -> Path:
    """Path of a jar that `jvm_artifacts.toml` declares."""
    return resolve_artifact(declared_artifacts()[name], settings.jars_dir)


def environment(settings: Settings, conf_dir: Path) -> dict[str, str]:
    """The environment of a part of Spark.

    Args:
        settings: the address on which it listens.
        conf_dir: folder of its configuration.
    """
    return {name: os.environ[name] for name in _INHERITED if name in os.environ} | {
        "JAVA_HOME": str(java().resolve().parent.parent),
        "SPARK_HOME": str(spark_home()),
        "SPARK_CONF_DIR": str(conf_dir),
        "SPARK_LOCAL_IP": settings.bind_host,
    }
