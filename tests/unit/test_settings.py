"""The settings registry, and the files that must agree with it: .env.example, the profiles, the compose file."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from dotenv import dotenv_values
from pydantic import SecretStr, ValidationError

from eventmart.errors import OperatorError
from eventmart.keys import KeyFile
from eventmart.postgres import ROLES, connection_parameters, server_of
from eventmart.settings import API_KEY_VARIABLE, PREFIX, PROJECT_DIR, Settings, load_settings
from ingest_api.gateway.bind import check_bind
from local_stack.postgres import TUNING
from local_stack.services import ALL_SERVICES, CLICKHOUSE, DATANODE, SERVICES, SPARK_MASTER, SPARK_WORKER, services
from spark_thrift.configuration import metastore_properties

SECRETS = {name: "s3cret" for name, field in Settings.model_fields.items() if name.endswith("_password")}


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)
    return Settings.model_validate(SECRETS)


def test_env_example_lists_every_setting_with_its_default() -> None:
    text = (PROJECT_DIR / ".env.example").read_text()
    listed = dict(re.findall(rf"^(?:# )?{PREFIX}([A-Z_]+)=(.*)$", text, re.MULTILINE))
    expected = {}
    for name, field in Settings.model_fields.items():
        default = str(field.default).lower() if isinstance(field.default, bool) else str(field.default)
        expected[name.upper()] = "" if field.default is None else default
        assert field.description
        assert field.description in text
    assert listed == expected


def test_no_secret_has_a_default() -> None:
    assert len(SECRETS) == 9
    assert all(Settings.model_fields[name].default is None for name in SECRETS)


def test_a_missing_secret_is_reported_when_it_is_needed(settings: Settings) -> None:
    without = settings.model_copy(update={"owner_password": None})
    assert without.secret("reader_password") == "s3cret"
    assert connection_parameters(without, "reader")["password"] == "s3cret"
    with pytest.raises(OperatorError, match="EVENTMART_OWNER_PASSWORD is not set"):
        connection_parameters(without, "owner")


def test_the_mart_may_be_on_a_server_of_its_own(settings: Settings) -> None:
    for role in ROLES:
        parameters = connection_parameters(settings, role)
        assert (parameters["host"], parameters["port"]) == ("127.0.0.1", 15432)
    apart = Settings.model_validate(SECRETS | {"postgres_host": "pg", "mart_host": "gp", "mart_port": 5432})
    expected = {
        "owner": ("gp", 5432),
        "publisher": ("gp", 5432),
        "reader": ("gp", 5432),
        "saver": ("gp", 5432),
        "pipeline": ("pg", 15432),
        "metastore": ("pg", 15432),
        "metastore_reader": ("pg", 15432),
    }
    assert {role: server_of(apart, role) for role in ROLES} == expected
    with pytest.raises(ValidationError, match="name its coordinator in EVENTMART_MART_HOST"):
        Settings(mart_engine="greenplum")
    assert (
        metastore_properties(apart, "metastore")["javax.jdo.option.ConnectionURL"]
        == "jdbc:postgresql://pg:15432/metastore"
    )


def test_clickhouse_is_embedded_unless_a_server_is_set(settings: Settings) -> None:
    assert not settings.is_clickhouse_embedded
    embedded = Settings(mart_engine="clickhouse")
    assert (embedded.mart_host, embedded.mart_port, embedded.is_clickhouse_embedded) == ("127.0.0.1", 18123, True)
    assert [service.name for service in services(embedded)] == ["clickhouse", *(each.name for each in SERVICES)]
    # what the settings export says the same
    assert Settings(mart_engine="clickhouse", mart_host="127.0.0.1", mart_port=18123).is_clickhouse_embedded
    # in containers
    assert Settings(mart_engine="clickhouse", clickhouse_host="ch").is_clickhouse_embedded
    apart = Settings(mart_engine="clickhouse", mart_host="ch", mart_port=8123)
    assert not apart.is_clickhouse_embedded
    assert services(apart) == SERVICES


def test_a_stack_of_several_nodes_has_two_copies_and_a_master_of_its_own() -> None:
    one = Settings()
    assert (one.hdfs_replication, one.spark_master) == (1, "local[2]")
    assert services(one) == SERVICES
    several = Settings(datanodes=3, spark_workers=2, spark_master_port=17077)
    assert (several.hdfs_replication, several.spark_master) == (2, "spark://127.0.0.1:17077")
    names = [service.name for service in services(several)]
    further = ["datanode2", "datanode3", "spark-master", "spark-worker1", "spark-worker2"]
    assert [name for name in names if name not in {each.name for each in SERVICES}] == further
    # before what connects to it
    assert names.index("spark-master") < names.index("spark-thrift")
    own = Settings(hdfs_replication=3, spark_workers=2, spark_master="yarn")
    assert (own.hdfs_replication, own.spark_master) == (3, "yarn")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "EVENTMART_API_PROT",
            "EVENTMART_API_PROT in the environment is not a setting. Did you mean EVENTMART_API_PORT?",
        ),
        ("EVENTMART_QQQ", "EVENTMART_QQQ in the environment is not a setting. See .env.example for"),
    ],
)
def test_an_unknown_variable_is_reported(monkeypatch: pytest.MonkeyPatch, name: str, message: str) -> None:
    monkeypatch.setenv(name, "1")
    load_settings.cache_clear()
    with pytest.raises(OperatorError, match=re.escape(message)):
        load_settings()


def test_secrets_do_not_show_in_a_representation(settings: Settings) -> None:
    assert "s3cret" not in repr(settings)


def test_relative_paths_resolve_against_the_project_and_the_state_directory(settings: Settings, tmp_path: Path) -> None:
    assert settings.spool_dir == PROJECT_DIR / ".state" / "spool"
    elsewhere = Settings(state_dir=tmp_path, spool_dir=Path("/big/disk"))
    assert (elsewhere.jars_dir, elsewhere.spool_dir) == (tmp_path / "jars", Path("/big/disk"))


def test_the_profiles_read_only_variables_that_the_settings_export(settings: Settings) -> None:
    read = set(re.findall(r"env_var\('([^']+)'", (PROJECT_DIR / "profiles" / "profiles.yml").read_text()))
    assert len(read) > 5
    # schemas of one's own have the name of the user; a run names its connections
    assert read - {"USER", "PGAPPNAME"} <= set(settings.environment())


@pytest.mark.parametrize(("host", "is_allowed"), [("127.0.0.1", True), ("localhost", True), ("::1", True)])
def test_the_api_binds_to_loopback(settings: Settings, host: str, is_allowed: bool) -> None:
    check_bind(settings.model_copy(update={"api_host": host}))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "api.example"])
def test_the_api_refuses_a_public_bind_unless_allowed(settings: Settings, host: str) -> None:
    public = settings.model_copy(update={"api_host": host})
    with pytest.raises(OperatorError, match="EVENTMART_API_ALLOW_PUBLIC_BIND"):
        check_bind(public)
    check_bind(public.model_copy(update={"api_allow_public_bind": True}))


def test_with_keys_the_api_may_bind_anywhere(settings: Settings, tmp_path: Path) -> None:
    KeyFile(tmp_path / "keys.json").create("a", ["write"])
    check_bind(settings.model_copy(update={"api_host": "0.0.0.0", "api_keys_file": tmp_path / "keys.json"}))


@pytest.mark.parametrize(
    "origin", ["https://*.example.org", "shop.example.org", "https://shop.example.org/", "http://a$"]
)
def test_an_origin_is_a_name_and_no_pattern(monkeypatch: pytest.MonkeyPatch, origin: str) -> None:
    for value in ("*", "https://shop.example.org http://localhost:3000"):
        monkeypatch.setenv("EVENTMART_CORS_ORIGINS", value)
        assert Settings().cors_origins == value
    monkeypatch.setenv("EVENTMART_CORS_ORIGINS", f"https://shop.example.org {origin}")
    with pytest.raises(ValidationError, match="is not an origin"):
        Settings()


def test_make_writes_a_file_with_new_passwords_once(tmp_path: Path) -> None:
    for name in ("Makefile", ".env.example"):
        shutil.copy(PROJECT_DIR / name, tmp_path)
    contents = []
    for _ in range(2):
        subprocess.run(["make", ".env"], cwd=tmp_path, check=True)
        contents.append((tmp_path / ".env").read_text())
    assert contents[0] == contents[1]
    assert (tmp_path / ".env").stat().st_mode & 0o077 == 0
    values = dotenv_values(tmp_path / ".env")
    assert set(values) == {PREFIX + name.upper() for name in SECRETS}
    assert all(re.fullmatch("[0-9a-f]{48}", value or "") for value in values.values())
    assert len(set(values.values())) == len(values)


class TestComposeFile:
    """docker-compose.yml starts what the local stack starts."""

    compose = yaml.safe_load((PROJECT_DIR / "docker-compose.yml").read_text())
    services = (CLICKHOUSE, *SERVICES)
    own = tuple(service for service in compose["services"].values() if service["image"].startswith("eventmart:"))

    def test_its_services_are_those_of_the_local_stack_and_run_the_same_launchers(self) -> None:
        services = dict(self.compose["services"])
        assert services.pop("bootstrap")["command"] == ["eventmart", "bootstrap"]
        for name in ("airflow", "greenplum"):
            assert services.pop(name)["profiles"] == [name]
        cluster = {name: service for name, service in services.items() if service.get("profiles") == ["cluster"]}
        services = {name: service for name, service in services.items() if name not in cluster}
        # each has a folder and an address of its own, and needs no number
        launchers = {"datanode2": DATANODE, "datanode3": DATANODE}
        launchers |= {"spark-master": SPARK_MASTER, "spark-worker": SPARK_WORKER}
        for name, service in cluster.items():
            assert service["command"] == ["python", "-m", *launchers.pop(name).command]
        assert launchers == {}
        assert services["clickhouse"]["profiles"] == ["clickhouse"]
        assert set(services) == {service.name for service in self.services}
        for service in self.services:
            if service.name != "postgres":
                assert services[service.name]["command"] == ["python", "-m", *service.command]

    def test_each_datanode_of_a_cluster_has_a_name_and_a_volume_of_its_own(self) -> None:
        nodes = ("datanode", "datanode2", "datanode3")
        services = [self.compose["services"][name] for name in nodes]
        assert [service["environment"]["EVENTMART_HDFS_DATANODE_HOST"] for service in services] == list(nodes)
        assert [service["volumes"] for service in services] == [[f"{name}-data:/var/lib/eventmart"] for name in nodes]

    def test_its_workers_are_as_many_as_the_settings_say(self) -> None:
        assert self.compose["services"]["spark-worker"]["deploy"] == {"replicas": "${EVENTMART_SPARK_WORKERS:-0}"}

    def test_postgres_is_tuned_as_in_the_local_stack(self, settings: Settings) -> None:
        shared_buffers = f"${{EVENTMART_POSTGRES_SHARED_BUFFERS:-{settings.postgres_shared_buffers}}}"
        options = {"shared_buffers": shared_buffers, **TUNING}
        command = ["postgres", *(f"--{name}={value}" for name, value in options.items())]
        assert self.compose["services"]["postgres"]["command"] == command

    def test_it_sets_only_known_settings(self) -> None:
        # the key of a client is no setting, and no server may have it
        names = {PREFIX + name.upper() for name in Settings.model_fields} | {API_KEY_VARIABLE}
        for service in self.compose["services"].values():
            assert {name for name in service["environment"] if name.startswith(PREFIX)} <= names

    def test_ports_are_published_on_loopback_only_and_are_the_default_ones(self, settings: Settings) -> None:
        published = {
            name: {int(re.findall(r":-(\d+)", port)[0]) for port in service.get("ports", [])}
            for name, service in self.compose["services"].items()
        }
        for name, service in self.compose["services"].items():
            assert all(port.startswith("127.0.0.1:") for port in service.get("ports", [])), name
        for service in self.services:
            defaults = {getattr(settings, port) for port in service.ports}
            assert published[service.name] <= defaults
            # the API alone guards what Spark runs for queries
            assert bool(published[service.name]) == (bool(defaults) and service.name != "spark-query")

    def test_a_container_has_no_secret_but_those_that_its_service_names(self, settings: Settings) -> None:
        """tests/containers compares the secrets with what each process needs."""
        secrets = {PREFIX + name.upper() for name, value in settings if isinstance(value, SecretStr)}
        for service in self.own:
            # .env has all of them, and what is empty here is empty in the container
            given = {name: service["environment"][name] for name in secrets | {API_KEY_VARIABLE}}
            assert all(value in ("", f"${{{name}:?Set it in .env}}", f"${{{name}:-}}") for name, value in given.items())

    def test_only_the_bootstrap_container_has_the_admin_password(self) -> None:
        for name, service in self.compose["services"].items():
            password = service["environment"].get("EVENTMART_POSTGRES_ADMIN_PASSWORD", "")
            assert bool(password) == (name == "bootstrap")

    def test_every_process_is_health_checked_restarted_and_bounded(self) -> None:
        services = self.compose["services"]
        for name, service in services.items():
            assert bool(service.get("healthcheck")) == (name not in ("bootstrap", "spark-query"))
            assert service["restart"] == ("on-failure:10" if name == "bootstrap" else "unless-stopped")
            assert service["logging"]["options"]["max-size"]
            # a second copy of the project, under another name, may run beside this one
            assert "container_name" not in service
            assert service["mem_limit"]
            # Greenplum's image begins as root, and runs sshd
            if name != "greenplum":
                assert service["read_only"]
                assert service["cap_drop"] == ["ALL"]
                assert service["security_opt"] == ["no-new-privileges:true"]

    def test_a_process_is_asked_by_its_own_container(self) -> None:
        for service in self.own:
            if "healthcheck" in service:
                launcher = tuple(service["command"][2:])
                (probed,) = (each.name for each in (*ALL_SERVICES, SPARK_WORKER) if each.command == launcher)
                assert service["healthcheck"]["test"] == ["CMD", "python", "-m", "local_stack.probe", probed]

    def test_greenplum_keeps_its_name_and_has_time_to_stop(self) -> None:
        greenplum = self.compose["services"]["greenplum"]
        assert greenplum["hostname"] == "greenplum"
        assert greenplum["stop_grace_period"] == self.compose["services"]["postgres"]["stop_grace_period"]

    def test_its_volumes_are_named(self) -> None:
        services = self.compose["services"].values()
        used = {volume.split(":")[0] for service in services for volume in service.get("volumes", [])}
        named = {volume for volume in used if not volume.startswith((".", "/"))}
        assert named == set(self.compose["volumes"])
        assert used - named == {"./dags", "./dags/plugins"}
        assert "VOLUME" not in (PROJECT_DIR / "Dockerfile").read_text()

    def test_what_runs_queries_shares_no_network_with_the_spark_of_update_runs(self) -> None:
        networks = {name: set(service["networks"]) for name, service in self.compose["services"].items()}
        assert networks["spark-query"] == {"queries"}
        assert "queries" not in networks["spark-thrift"] | networks["worker"]
        assert self.compose["networks"]["queries"] == {"internal": True}

    def test_airflow_is_the_version_that_is_tested_with_the_dags_of_the_project(self, settings: Settings) -> None:
        airflow = self.compose["services"]["airflow"]
        pinned = (PROJECT_DIR / "dags" / "requirements.in").read_text().split()[0]
        assert airflow["image"].replace(":", "==") == f"apache/{pinned}".replace("apache-", "")
        assert airflow["ports"] == [f"127.0.0.1:${{EVENTMART_AIRFLOW_PORT:-{settings.airflow_port}}}:8080"]
        assert {volume.split(":")[0] for volume in airflow["volumes"][1:]} == {"./dags", "./dags/plugins"}
        assert json.loads(airflow["environment"]["AIRFLOW_CONN_EVENTMART"])["port"] == settings.api_port

    def test_dependencies_exist_and_those_waited_for_have_a_health_check(self) -> None:
        services = self.compose["services"]
        for service in services.values():
            for name, how in service.get("depends_on", {}).items():
                assert name in services
                assert how["condition"] != "service_healthy" or "healthcheck" in services[name]
