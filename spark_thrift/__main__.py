"""`python -m spark_thrift`: run the Spark Thrift server of update runs."""

import os

from eventmart.jvm import spark_home
from eventmart.process import one_line_errors
from eventmart.settings import load_settings
from spark_thrift.launch import prepare
from spark_thrift.update_server import update_server


def main() -> None:
    """Write the configuration and replace this process with the server (exec). It logs to standard error."""
    settings = load_settings()
    environment = prepare(settings, update_server(settings))
    spark_submit = str(spark_home() / "bin" / "spark-submit")
    arguments = ["--class", "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2", "spark-internal"]
    os.execve(spark_submit, [spark_submit, "--name", "eventmart", *arguments], environment)  # noqa: S606


if __name__ == "__main__":
    with one_line_errors():
        main()
