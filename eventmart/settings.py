"""Every setting of every part, in one place.

A value comes, first match wins, from the environment (`EVENTMART_<NAME>`), from `.env` in the project's folder,
from `secrets.env` in the state directory (written by `make up`), or from the default below. Secrets have none.
"""

import os
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

import limits
from dotenv import dotenv_values
from pydantic import AfterValidator, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from eventmart.errors import OperatorError

PROJECT_DIR = Path(__file__).resolve().parent.parent
PREFIX = "EVENTMART_"
# what a client shows, and no setting of a server
API_KEY_VARIABLE = f"{PREFIX}API_KEY"

Port = Annotated[int, Field(ge=1, le=65535)]

# never a default; who needs one asks for it by Settings.secret()
Secret = SecretStr | None


def _check_rate_limit(value: str) -> str:
    if value:
        limits.parse_many(value)
    return value


class Paths(BaseSettings):
    """Where files go. A relative state directory counts from the project's folder, the others from it."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="ignore")

    state_dir: Path = Field(Path(".state"), description="Data, logs and rendered configuration.")
    jars_dir: Path = Field(Path("jars"), description="JVM libraries that pyspark does not carry.")
    spool_dir: Path = Field(Path("spool"), description="Accepted events on their way to HDFS.")

    schemas_dir: Path = Field(Path("schemas"), description="JSON Schemas, one <event type>.json for each type.")
    api_keys_file: Path = Field(Path("api_keys.json"), description="API keys; `eventmart keys` writes it.")

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

    log_format: Literal["text", "json"] = Field("text", description="How the servers log: text or json.")

    bind_host: str = Field("127.0.0.1", description="Address on which HDFS, Spark and PostgreSQL listen.")

    api_host: str = Field("127.0.0.1", description="Address on which the HTTP API listens.")
    api_port: Port = Field(8000, description="Port of the HTTP API.")
    api_allow_public_bind: bool = Field(
        False,
        description="Let the API listen beyond loopback although it asks for no keys; only where something "
        "in front of it decides who may come in.",
    )
    api_workers: int = Field(2, ge=1, description="Processes that serve the API.")
    api_threads: int = Field(32, ge=1, description="Requests that one of them serves at a time.")
    max_body_bytes: int = Field(32 * 2**20, ge=1, description="Largest request body, before and after gunzip.")
    body_seconds: float = Field(30.0, gt=0, description="Longest that a client may take to send a body.")
    max_batch_events: int = Field(50_000, ge=1, description="Most events in a request.")
    max_event_bytes: int = Field(2**20, ge=1, description="Largest single event.")
    max_event_depth: int = Field(
        200, ge=1, le=500, description="Most objects and arrays within one another in an event."
    )
    schema_action: Literal["reject", "tag"] = Field(
        "reject",
        description="What becomes of an event that does not fit the JSON Schema of its type: quarantine, or accepted "
        "with what is wrong in its schema_error.",
    )
    schema_type_members: str = Field(
        "event_type type", description="Members of an event in which its type is looked for, in this order."
    )

    rate_limit: Annotated[str, AfterValidator(_check_rate_limit)] = Field(
        "",
        description="Requests that a key (without keys: an address) may make of each of the API's processes, "
        "such as 100/second or 1000/minute; empty for any number.",
    )
    cors_origins: str = Field(
        "", description="Origins whose pages may call the API from a browser, separated by spaces; * for all."
    )

    segment_max_bytes: int = Field(64 * 2**20, ge=1, description="A spool segment is sealed at this size,")
    segment_max_seconds: float = Field(2.0, gt=0, description="or at this age, whichever comes first.")

    spool_max_bytes: int = Field(
        10 * 2**30, ge=1, description="Past this much in the spool no events are taken until HDFS has caught up."
    )
    spool_min_free_bytes: int = Field(
        2**30, ge=0, description="Nor are they when less than this is free on the spool's disk."
    )

    hdfs_host: str = Field("127.0.0.1", description="Host of the HDFS NameNode.")
    hdfs_rpc_port: Port = Field(8020, description="Port of the NameNode for Hadoop clients.")
    hdfs_http_port: Port = Field(9870, description="Port of the NameNode for WebHDFS.")
    hdfs_datanode_host: str = Field("127.0.0.1", description="Name under which clients reach the DataNode.")
    hdfs_datanode_port: Port = Field(9866, description="Port of the DataNode for data transfer.")
    hdfs_datanode_http_port: Port = Field(9864, description="Port of the DataNode for WebHDFS.")
    hdfs_datanode_ipc_port: Port = Field(9867, description="Port of the DataNode for metadata.")
    hdfs_user: str = Field("eventmart", description="HDFS user that owns the lake.")

    thrift_host: str = Field("127.0.0.1", description="Host of the Spark Thrift server.")
    thrift_port: Port = Field(10000, description="Port of the Spark Thrift server.")
    spark_master: str = Field("local[2]", description="Spark master.")
    spark_driver_memory: str = Field("1g", description="Heap of the Spark driver, which is the Thrift server.")

    postgres_host: str = Field("127.0.0.1", description="Host of PostgreSQL.")
    postgres_port: Port = Field(15432, description="Port of PostgreSQL.")
    postgres_database: str = Field("eventmart", description="Database of the mart.")
    postgres_shared_buffers: str = Field(
        "1GB", description="Memory in which PostgreSQL keeps the mart; it takes it as the mart grows."
    )
    metastore_database: str = Field("metastore", description="Database of the Hive metastore.")
    postgres_admin_user: str = Field("postgres", description="Role that may create the roles below.")
    postgres_admin_password: Secret = Field(None, description="Its password.")
    metastore_password: Secret = Field(None, description="Password of role eventmart_metastore (Hive metastore).")
    owner_password: Secret = Field(None, description="Password of role eventmart_owner (dbt, schema mart).")
    publisher_password: Secret = Field(
        None, description="Password of role eventmart_publisher (Spark, schema landing)."
    )
    reader_password: Secret = Field(None, description="Password of role eventmart_reader (selects from mart).")
    pipeline_password: Secret = Field(None, description="Password of role eventmart_pipeline (records of the runs).")

    query_timeout_seconds: float = Field(30.0, gt=0, description="Longest analytics query.")
    query_max_rows: int = Field(10_000, ge=1, description="Most rows that one analytics answer holds.")
    query_max_bytes: int = Field(16 * 2**20, ge=1, description="About the most bytes of values that one holds.")

    def secret(self, name: str) -> str:
        """A password that this process needs.

        Raises:
            OperatorError: it is not set; a process needs only those of the roles that it acts as.
        """
        value = getattr(self, name)
        if value is None:
            raise OperatorError(f"{PREFIX}{name.upper()} is not set: give it in the environment or in .env.")
        return str(value.get_secret_value())

    @property
    def docs_dir(self) -> Path:
        """Folder of the published dbt docs site."""
        return self.state_dir / "docs"

    @property
    def metrics_dir(self) -> Path:
        """Folder in which the processes that share a spool count."""
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
        """Where a client on this machine reaches the API."""
        return f"http://{self.api_host}:{self.api_port}"

    def environment(self) -> dict[str, str]:
        """All settings, secrets included, as environment variables (what dbt's profiles read)."""
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
    """The paths of this process; unlike the settings they need no secrets."""
    return Paths(_env_file=PROJECT_DIR / ".env")


def secrets_path() -> Path:
    """The file of generated secrets."""
    return load_paths().state_dir / "secrets.env"


@cache
def load_settings() -> Settings:
    """The settings of this process.

    Raises:
        OperatorError: a variable has our prefix and is no setting.
        pydantic.ValidationError: a value is out of range; the message names it.
    """
    _check_names()
    return Settings(_env_file=(secrets_path(), PROJECT_DIR / ".env"))


def _check_names() -> None:
    """A misspelt variable would be no setting at all, which nobody would notice."""
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} | {API_KEY_VARIABLE}
    for source, names in (("the environment", os.environ), (".env", dotenv_values(PROJECT_DIR / ".env"))):
        for name in sorted(name for name in names if name.startswith(PREFIX) and name not in known):
            likely = get_close_matches(name.removeprefix(PREFIX), [other.removeprefix(PREFIX) for other in known], n=1)
            hint = f"did you mean {PREFIX}{likely[0]}?" if likely else ".env.example lists all settings."
            raise OperatorError(f"{name} in {source} is no setting: {hint}")
