"""The settings of all parts.

A value comes from the first of these sources that sets it: the environment (`EVENTMART_<NAME>`), `.env` in the project
folder, `secrets.env` in the state directory (written by `make up`), the default below. Secrets have no default.
"""

import os
import re
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

import limits
from dotenv import dotenv_values
from pydantic import AfterValidator, Field, SecretStr, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from eventmart.errors import OperatorError
from eventmart.timetable import OFF, check_timetable

PROJECT_DIR = Path(__file__).resolve().parent.parent
PREFIX = "EVENTMART_"
# a client sends it; it is not a setting of a server
API_KEY_VARIABLE = f"{PREFIX}API_KEY"

_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]+)?")

Port = Annotated[int, Field(ge=1, le=65535)]

# has no default; read it with Settings.secret(), which fails if it is not set
Secret = SecretStr | None

# in one stack
MOST_DATANODES = 9


def _check_rate_limit(value: str) -> str:
    if value:
        limits.parse_many(value)
    return value


def _check_origins(value: str) -> str:
    for origin in value.split():
        # flask-cors takes anything with a special character for a regular expression
        if origin != "*" and not _ORIGIN.fullmatch(origin):
            raise ValueError(f"{origin} is not an origin, such as https://shop.example.org")
    return value


def _check_url(value: SecretStr) -> SecretStr:
    url = value.get_secret_value()
    if url and not (url.startswith(("http://", "https://")) and urlsplit(url).hostname):
        # the value is not repeated: it may hold a token
        raise ValueError("it is not a URL, such as https://hooks.example.org/services/1234")
    return value


class Paths(BaseSettings):
    """Paths of files and folders.

    A relative state directory is resolved against the project folder, the other paths against the state directory.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="ignore")

    state_dir: Path = Field(Path(".state"), description="Folder for data, logs and generated configuration.")
    jars_dir: Path = Field(
        Path("jars"),
        description="Folder for the JVM libraries that pyspark does not contain, and PostgreSQL's binaries.",
    )
    spool_dir: Path = Field(Path("spool"), description="Folder for accepted events that are not in HDFS yet.")

    schemas_dir: Path = Field(
        Path("schemas"), description="Folder with JSON Schemas, one <event type>.json for each event type."
    )
    api_keys_file: Path = Field(
        Path("api_keys.json"), description="File with the API keys; `eventmart keys` writes it."
    )

    @model_validator(mode="after")
    def _make_absolute(self) -> Self:
        self.state_dir = PROJECT_DIR / self.state_dir
        self.jars_dir = self.state_dir / self.jars_dir
        self.spool_dir = self.state_dir / self.spool_dir
        self.schemas_dir = self.state_dir / self.schemas_dir
        self.api_keys_file = self.state_dir / self.api_keys_file
        return self


class Settings(Paths):
    """The settings registry. `.env.example` lists the same names with the same defaults."""

    log_format: Literal["text", "json"] = Field("text", description="Log format of the servers: text or json.")

    bind_host: str = Field(
        "127.0.0.1", description="Address on which HDFS, Spark, PostgreSQL and the embedded ClickHouse listen."
    )

    api_host: str = Field("127.0.0.1", description="Address on which the HTTP API listens.")
    api_port: Port = Field(8000, description="Port of the HTTP API.")
    api_allow_public_bind: bool = Field(
        False,
        description="Let the API listen beyond loopback without API keys. Set it only if something in front of the API "
        "controls access.",
    )
    api_workers: int = Field(2, ge=1, description="Number of API worker processes.")
    api_threads: int = Field(32, ge=1, description="Number of requests that one API process serves concurrently.")
    max_body_bytes: int = Field(
        32 * 2**20, ge=1, description="Maximum size of a request body, both as sent and after gunzip, in bytes."
    )
    body_seconds: float = Field(30.0, gt=0, description="Maximum time for a client to send a body, in seconds.")
    max_batch_events: int = Field(50_000, ge=1, description="Maximum number of events in a request.")
    max_event_bytes: int = Field(2**20, ge=1, description="Maximum size of an event, in bytes.")
    max_event_depth: int = Field(
        200, ge=1, le=500, description="Maximum nesting depth of objects and arrays in an event."
    )
    event_id_members: str = Field(
        "event_id id",
        min_length=1,
        description="Event members that may hold the event's id, separated by spaces; the first that holds a string or "
        "a number wins.",
    )
    schema_action: Literal["reject", "tag"] = Field(
        "reject",
        description="Treatment of events that violate their type's JSON Schema: reject (quarantine) or tag (accept, "
        "reason in schema_error).",
    )
    schema_type_members: str = Field(
        "event_type type",
        description="Event members that may hold the event type, separated by spaces; the first string wins.",
    )

    rate_limit: Annotated[str, AfterValidator(_check_rate_limit)] = Field(
        "",
        description="Requests per API key (without keys: per address) and API process, such as 100/second or "
        "1000/minute. Empty: no limit.",
    )
    cors_origins: Annotated[str, AfterValidator(_check_origins)] = Field(
        "", description="Origins whose pages may call the API from a browser, separated by spaces; * for all."
    )
    allowed_hosts: str = Field(
        "",
        description="Names besides this machine's own by which callers may reach the API without keys, separated by "
        "spaces.",
    )

    segment_max_bytes: int = Field(64 * 2**20, ge=1, description="Size at which a spool segment is sealed, in bytes.")
    segment_max_seconds: float = Field(
        2.0,
        gt=0,
        description="Age at which a spool segment is sealed, in seconds, if it has not reached that size. While 1,000 "
        "segments wait, it is a minute.",
    )

    spool_max_bytes: int = Field(
        10 * 2**30, ge=1, description="Spool size above which the API refuses events until HDFS catches up, in bytes."
    )
    spool_min_free_bytes: int = Field(
        2**30, ge=0, description="Free space on the spool's disk below which the API refuses events, in bytes."
    )

    hdfs_host: str = Field("127.0.0.1", description="Host of the HDFS NameNode.")
    hdfs_rpc_port: Port = Field(8020, description="Port of the NameNode for Hadoop clients.")
    hdfs_http_port: Port = Field(9870, description="Port of the NameNode for WebHDFS.")
    hdfs_datanode_host: str = Field("127.0.0.1", description="Host name by which clients reach the DataNode.")
    hdfs_datanode_port: Port = Field(9866, description="Port of the DataNode for data transfer.")
    hdfs_datanode_http_port: Port = Field(9864, description="Port of the DataNode for WebHDFS.")
    hdfs_datanode_ipc_port: Port = Field(9867, description="Port of the DataNode for metadata.")
    hdfs_user: str = Field("eventmart", description="HDFS user that owns the lake.")
    hdfs_replication: int = Field(
        0,
        ge=0,
        description="Number of copies of each block in HDFS. 0: 2 if EVENTMART_DATANODES is 2 or more, else 1.",
    )
    hdfs_dead_seconds: int = Field(
        630,
        gt=30,
        description="Time after which a silent DataNode counts as lost and its blocks are copied again, in seconds.",
    )
    datanodes: int = Field(
        1, ge=1, le=MOST_DATANODES, description="Number of DataNodes of the local stack or of the containers."
    )

    thrift_host: str = Field("127.0.0.1", description="Host of the Spark Thrift server.")
    thrift_port: Port = Field(10000, description="Port of the Spark Thrift server.")
    spark_master: str = Field(
        "",
        description="Spark master. Empty: local[2], or the one of the stack if EVENTMART_SPARK_WORKERS is not 0.",
    )
    spark_driver_memory: str = Field("1g", description="Heap size of the Spark driver, which is the Thrift server.")
    spark_executor_memory: str = Field("1g", description="Heap size of each executor on a cluster.")
    spark_properties: Path | None = Field(
        None, description="File with further properties of Spark, as in spark-defaults.conf, for both Thrift servers."
    )
    spark_workers: int = Field(
        0, ge=0, le=9, description="Number of Spark workers of the local stack or of the containers; 0: no cluster."
    )
    spark_worker_cores: int = Field(1, ge=1, description="Number of cores that each Spark worker offers.")
    spark_worker_memory: str = Field("1g", description="Memory that each Spark worker offers.")
    spark_master_host: str = Field("127.0.0.1", description="Host of the stack's Spark master.")
    spark_master_port: Port = Field(7077, description="Port of the stack's Spark master.")
    spark_master_http_port: Port = Field(7078, description="Port of the page of the stack's Spark master.")

    query_thrift_host: str = Field("127.0.0.1", description="Host of the Thrift server for queries on the lake.")
    query_thrift_port: Port = Field(10001, description="Port of the Thrift server for queries on the lake.")
    query_spark_master: str = Field(
        "local[4]",
        description="Spark master of the Thrift server for queries. Long queries leave task slots for others.",
    )
    query_spark_memory: str = Field("512m", description="Heap size of the Thrift server for queries.")
    query_idle_seconds: int = Field(
        900, ge=1, description="Time without a query after which the Thrift server for queries frees its memory."
    )
    query_hdfs_user: str = Field(
        "eventmart_query", description="HDFS user of queries on the lake. It needs no right but to read /lake."
    )

    batch_max_bytes: int = Field(
        512 * 2**20,
        ge=1,
        description="Size of the landed files that an update run loads at once, in bytes. It loads a larger backlog in "
        "several batches.",
    )

    retain_days: int = Field(
        0,
        ge=0,
        description="For how many days events are kept, by date (UTC). Update runs remove older ones. 0: for ever.",
    )

    update_every: Annotated[str, AfterValidator(check_timetable)] = Field(
        OFF,
        description="When the worker updates the mart by itself: off, an interval such as 30s or 1h, or a cron "
        "expression in UTC. The local stack and the containers use 30s.",
    )

    update_retries: int = Field(
        5,
        ge=0,
        description="How often an update run is tried again if a server is away or restarts, with pauses that grow "
        "from 3 s to 5 min.",
    )

    alert_webhook_url: Annotated[SecretStr, AfterValidator(_check_url)] = Field(
        SecretStr(""), description="URL to which the worker posts alerts as JSON. Empty: alerts are only logged."
    )
    alert_mart_late_seconds: float = Field(
        3600.0,
        gt=0,
        description="How late an update of the mart may be before an alert, in seconds. One is due as "
        "EVENTMART_UPDATE_EVERY says, with `off` each day.",
    )
    alert_quarantine_per_hour: int = Field(
        100, ge=0, description="Number of items rejected within an hour above which there is an alert."
    )
    alert_id_conflicts_per_hour: int = Field(
        100, ge=0, description="Number of conflicts of ids within an hour above which there is an alert."
    )
    alert_spool_share: float = Field(
        0.5, gt=0, le=1, description="Share of EVENTMART_SPOOL_MAX_BYTES above which there is an alert."
    )

    mart_host: str = Field(
        "",
        description="Host of the mart's database. Empty: EVENTMART_POSTGRES_HOST; for clickhouse, the embedded one.",
    )
    mart_port: Port | None = Field(
        None,
        description="Port of the mart's database, for clickhouse that of its HTTP interface. Empty: "
        "EVENTMART_POSTGRES_PORT, for clickhouse EVENTMART_CLICKHOUSE_PORT.",
    )
    mart_engine: Literal["postgres", "greenplum", "clickhouse"] = Field(
        "postgres", description="Database of the mart: postgres, greenplum (also for Apache Cloudberry) or clickhouse."
    )
    clickhouse_host: str = Field("127.0.0.1", description="Host of the embedded ClickHouse.")
    clickhouse_port: Port = Field(18123, description="Port of the embedded ClickHouse.")

    postgres_host: str = Field("127.0.0.1", description="Host of PostgreSQL.")
    postgres_port: Port = Field(15432, description="Port of PostgreSQL.")
    postgres_database: str = Field(
        "eventmart", description="Name of the mart's database, and of that of the update runs."
    )
    postgres_shared_buffers: str = Field(
        "1GB", description="Size of PostgreSQL's shared buffers, which cache the mart and fill as it grows."
    )
    metastore_database: str = Field("metastore", description="Database of the Hive metastore.")
    postgres_admin_user: str = Field("postgres", description="Role that may create roles and databases.")
    postgres_admin_password: Secret = Field(None, description="Password of the role in EVENTMART_POSTGRES_ADMIN_USER.")
    metastore_password: Secret = Field(None, description="Password of role eventmart_metastore (Hive metastore).")
    metastore_reader_password: Secret = Field(
        None, description="Password of role eventmart_metastore_reader (selects from the Hive metastore)."
    )
    owner_password: Secret = Field(None, description="Password of role eventmart_owner (dbt, schema mart).")
    publisher_password: Secret = Field(
        None, description="Password of role eventmart_publisher (Spark, schema landing)."
    )
    reader_password: Secret = Field(None, description="Password of role eventmart_reader (selects from mart).")
    saver_password: Secret = Field(None, description="Password of role eventmart_saver (API, schema results).")
    pipeline_password: Secret = Field(None, description="Password of role eventmart_pipeline (update run records).")
    spark_password: Secret = Field(None, description="Password that all parts of a Spark cluster share.")

    airflow_port: Port = Field(8080, description="Port of Airflow's page and API, if Airflow is started.")

    query_timeout_seconds: float = Field(30.0, gt=0, description="Maximum duration of an analytics query, in seconds.")
    query_stream_seconds: float = Field(
        600.0,
        gt=0,
        description="Maximum duration of a streamed answer, in seconds. Its first row must come within the maximum "
        "duration of a query.",
    )
    query_max_rows: int = Field(10_000, ge=1, description="Maximum number of rows in an analytics answer.")
    query_max_bytes: int = Field(
        16 * 2**20, ge=1, description="Approximate maximum size of the values in an analytics answer, in bytes."
    )

    query_cache_bytes: int = Field(
        32 * 2**20, ge=0, description="Size of the analytics answers that each API process keeps in memory. 0: none."
    )

    result_seconds: float = Field(
        3600.0, gt=0, description="Maximum duration of a query whose result is saved, in seconds."
    )
    result_max_rows: int = Field(10_000_000, ge=1, description="Maximum number of rows of a saved result.")
    result_max_bytes: int = Field(2**30, ge=1, description="Maximum size of a saved result as CSV, in bytes.")
    results_per_key: int = Field(50, ge=1, description="Maximum number of saved results of an API key.")
    result_days: int = Field(
        30, ge=0, description="For how many days a saved result is kept after it was saved. 0: for ever."
    )

    @field_validator("mart_engine")
    @classmethod
    def _check_engine(cls, engine: str, others: ValidationInfo) -> str:
        if engine == "greenplum" and not others.data.get("mart_host"):
            raise ValueError(f"Greenplum is not part of the stack; name its coordinator in {PREFIX}MART_HOST")
        return engine

    @model_validator(mode="after")
    def _follow_cluster(self) -> Self:
        self.hdfs_replication = self.hdfs_replication or min(self.datanodes, 2)
        own_master = f"spark://{self.spark_master_host}:{self.spark_master_port}"
        self.spark_master = self.spark_master or (own_master if self.spark_workers else "local[2]")
        return self

    @model_validator(mode="after")
    def _locate_mart(self) -> Self:
        default_host, default_port = self.postgres_host, self.postgres_port
        if self.mart_engine == "clickhouse":
            default_host, default_port = self.clickhouse_host, self.clickhouse_port
        self.mart_host = self.mart_host or default_host
        self.mart_port = self.mart_port or default_port
        return self

    @property
    def is_clickhouse_embedded(self) -> bool:
        """Whether the mart is on the ClickHouse that is part of the stack."""
        return self.mart_engine == "clickhouse" and (self.mart_host, self.mart_port) == (
            self.clickhouse_host,
            self.clickhouse_port,
        )

    def secret(self, name: str) -> str:
        """A password. A process needs only the passwords of the roles that it connects as.

        Raises:
            OperatorError: the password is not set.
        """
        value = getattr(self, name)
        if value is None:
            raise OperatorError(f"{PREFIX}{name.upper()} is not set. Set it in the environment or in .env.")
        return str(value.get_secret_value())

    @property
    def docs_dir(self) -> Path:
        """Folder of the published dbt docs site."""
        return self.state_dir / "docs"

    @property
    def metrics_dir(self) -> Path:
        """Folder of the metrics that the processes sharing a spool write."""
        return self.spool_dir / "metrics"

    @property
    def webhdfs_url(self) -> str:
        """WebHDFS endpoint of the NameNode."""
        return f"http://{self.hdfs_host}:{self.hdfs_http_port}"

    @property
    def hdfs_url(self) -> str:
        """File system URI of HDFS."""
        return f"hdfs://{self.hdfs_host}:{self.hdfs_rpc_port}"

    @property
    def api_url(self) -> str:
        """URL at which a client on this machine reaches the API."""
        return f"http://{self.api_host}:{self.api_port}"

    def environment(self) -> dict[str, str]:
        """All settings, including secrets, as environment variables. dbt's profiles read them."""
        values: dict[str, str] = {}
        for name, value in self:
            if value is None:
                continue
            if isinstance(value, SecretStr):
                # dbt keeps variables with this prefix out of its logs and artifacts
                values[f"DBT_ENV_SECRET_{PREFIX}{name.upper()}"] = value.get_secret_value()
                value = value.get_secret_value()
            values[f"{PREFIX}{name.upper()}"] = str(value)
        values["DBT_PROFILES_DIR"] = str(PROJECT_DIR / "profiles")
        return values


def load_paths() -> Paths:
    """The paths of this process. They do not depend on the secrets file, whose location they determine."""
    return Paths(_env_file=PROJECT_DIR / ".env")


def secrets_path() -> Path:
    """Path of the file with the generated secrets."""
    return load_paths().state_dir / "secrets.env"


@cache
def load_settings() -> Settings:
    """The settings of this process.

    Raises:
        OperatorError: a variable has the prefix EVENTMART_ but is not a setting.
        pydantic.ValidationError: a value is invalid. The error names the setting.
    """
    _check_names()
    return Settings(_env_file=(secrets_path(), PROJECT_DIR / ".env"))


def _check_names() -> None:
    """Refuse unknown variables with the prefix. A misspelt setting would otherwise be ignored silently."""
    settings = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} | {API_KEY_VARIABLE}
    candidates = [setting.removeprefix(PREFIX) for setting in settings]
    for source, names in (("the environment", os.environ), (".env", dotenv_values(PROJECT_DIR / ".env"))):
        for name in sorted(name for name in names if name.startswith(PREFIX) and name not in settings):
            matches = get_close_matches(name.removeprefix(PREFIX), candidates, n=1)
            hint = f"Did you mean {PREFIX}{matches[0]}?" if matches else "See .env.example for all settings."
            raise OperatorError(f"{name} in {source} is not a setting. {hint}")
