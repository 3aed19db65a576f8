"""`python -m spark_thrift`: run the Spark Thrift server."""

import os
import shutil

from eventmart.jvm import declared_artifacts, java, resolve_artifact, spark_home
from eventmart.process import one_line_errors
from eventmart.settings import load_settings
from spark_thrift.configuration import write_configuration


def main() -> None:
    """Write the configuration and replace this process with the server (exec). It logs to standard error."""
    settings = load_settings()
    conf_dir = settings.state_dir / "conf" / "spark"
    artifacts = declared_artifacts()
    jars = [resolve_artifact(artifacts[name], settings.jars_dir) for name in ("postgresql-jdbc", "hive-llap")]
    scratch_dir = settings.state_dir / "spark"
    # a server that was killed leaves files behind
    shutil.rmtree(scratch_dir, ignore_errors=True)
    scratch_dir.mkdir(parents=True)
    write_configuration(settings, conf_dir, scratch_dir, jars)
    # Spark reads only these. The project's own variables contain secrets that Spark does not need.
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    environment = inherited | {
        "JAVA_HOME": str(java().resolve().parent.parent),
        "SPARK_HOME": str(spark_home()),
        "SPARK_CONF_DIR": str(conf_dir),
        "SPARK_LOCAL_IP": settings.bind_host,
    }
    spark_submit = str(spark_home() / "bin" / "spark-submit")
    arguments = ["--class", "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2", "spark-internal"]
    os.execve(spark_submit, [spark_submit, "--name", "eventmart", *arguments], environment)  # noqa: S606


if __name__ == "__main__":
    with one_line_errors():
        main()
