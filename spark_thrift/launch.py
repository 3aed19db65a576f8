"""What has to be there before a Thrift server starts: its configuration, a folder for its files, its environment."""

import os
import shutil

from eventmart.jvm import declared_artifacts, java, resolve_artifact, spark_home
from eventmart.settings import Settings
from spark_thrift.configuration import Server, write_configuration

# Spark reads only these. The project's own variables contain secrets that Spark does not need.
_INHERITED = ("PATH", "HOME", "LANG", "TMPDIR", "PYTHONPATH")


def prepare(settings: Settings, server: Server) -> dict[str, str]:
    """Write the configuration of a server, empty its folder for temporary files, and return its environment."""
    conf_dir = settings.state_dir / "conf" / server.name
    artifacts = declared_artifacts()
    jars = [resolve_artifact(artifacts[name], settings.jars_dir) for name in ("postgresql-jdbc", "hive-llap")]
    scratch_dir = settings.state_dir / server.name
    # a server that was killed leaves files behind
    shutil.rmtree(scratch_dir, ignore_errors=True)
    scratch_dir.mkdir(parents=True)
    write_configuration(settings, server, conf_dir, scratch_dir, jars)
    return {name: os.environ[name] for name in _INHERITED if name in os.environ} | {
        "JAVA_HOME": str(java().resolve().parent.parent),
        "SPARK_HOME": str(spark_home()),
        "SPARK_CONF_DIR": str(conf_dir),
        "SPARK_LOCAL_IP": settings.bind_host,
    }
