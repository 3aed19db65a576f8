"""The compose file, run: what docs/production.md says, command by command.

The tests of this file run in order. After the first key exists, the client has one.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from eventmart.settings import PREFIX, PROJECT_DIR
from tests.containers.containers import Containers
from tests.stack.client import Client, marker, wait_until

pytestmark = pytest.mark.containers

# each role's password is where something connects as this role, and nowhere else
PASSWORDS: dict[str, set[str]] = {
    "namenode": set(),
    "datanode": set(),
    "spark-thrift": {"METASTORE", "PUBLISHER", "SPARK"},
    "spark-query": {"METASTORE_READER"},
    "shipper": set(),
    "worker": {"OWNER", "PUBLISHER", "PIPELINE", "SAVER"},
    "api": {"READER", "METASTORE_READER", "PIPELINE", "SAVER"},
}
SERVICES = ("postgres", *PASSWORDS)


def send(client: Client) -> str:
    """Send an event and return its user."""
    user = marker()
    answer = client.post(json.dumps({"event_type": "container", "user_id": user}).encode())
    assert answer.status_code == 202, answer.text
    return user


def lake(containers: Containers, client: Client, sql: str) -> list[list[object]]:
    """The rows of a query on the lake. The first one starts Spark."""
    url = f"{containers.settings.api_url}/analytics/query"

    def answered() -> requests.Response | None:
        answer = client.http.post(url, json={"engine": "lake", "sql": sql}, timeout=120)
        # a busy machine may take longer to start Spark than the API waits
        return answer if answer.status_code != 503 else None

    answer = wait_until(answered, "Spark for queries", 240)
    assert answer.status_code == 200, answer.text
    rows: list[list[object]] = answer.json()["rows"]
    return rows


def test_every_service_is_up_and_the_image_has_less_than_a_gigabyte(containers: Containers) -> None:
    lines = containers.run("ps", "--all", "--format", "json").splitlines()
    states = {each["Service"]: each for each in map(json.loads, lines)}
    assert set(states) == {"bootstrap", *SERVICES}
    assert states.pop("bootstrap")["ExitCode"] == 0
    assert {each["State"] for each in states.values()} == {"running"}
    unhealthy = {name for name, each in states.items() if each["Health"] != "healthy"}
    # a health check would start Spark
    assert unhealthy == {"spark-query"}
    # it is added to python:3.11-slim, which has 130 MB
    assert int(containers.shell("api", "du --summarize --block-size=MB /opt").split("MB")[0]) < 870


@pytest.mark.parametrize("service", PASSWORDS)
def test_a_container_has_the_passwords_of_its_own_roles(containers: Containers, service: str) -> None:
    environment = json.loads(containers.python(service, "import json, os; print(json.dumps(dict(os.environ)))"))
    secrets = {name for name, value in environment.items() if value and name.endswith(("_PASSWORD", "_KEY", "_URL"))}
    assert secrets == {f"{PREFIX}{role}_PASSWORD" for role in PASSWORDS[service]}


@pytest.mark.parametrize("service", SERVICES)
def test_a_container_may_do_little(containers: Containers, service: str) -> None:
    status = dict(line.split(":\t", 1) for line in containers.shell(service, "cat /proc/self/status").splitlines())
    assert int(status["CapBnd"], 16) == int(status["CapEff"], 16) == 0
    assert status["NoNewPrivs"] == "1"
    assert "0" not in status["Uid"].split()
    assert containers.shell(service, "cat /proc/mounts").splitlines()[0].split()[3].startswith("ro,")
    limits = "cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null || true"
    assert int(containers.shell(service, limits)) <= 3 * 2**30


def test_what_runs_queries_does_not_reach_the_other_spark(containers: Containers) -> None:
    connect = "import socket; socket.create_connection(('{}', {}), timeout=5).close(); print('open')"
    assert containers.python("spark-query", connect.format("namenode", 8020)) == "open"
    to_spark = connect.format("spark-thrift", 10000)
    assert containers.python("worker", to_spark) == "open"
    refused = containers.tried("exec", "--no-TTY", "spark-query", "python", "-c", to_spark)
    assert "gaierror" in refused.stdout


def test_text_sorts_as_in_the_local_stack(client: Client) -> None:
    with client.connect("owner") as owner:
        found = owner.execute(
            "select datlocprovider::text, datlocale, pg_encoding_to_char(encoding) from pg_database "
            "where datname = current_database()"
        ).fetchone()
    assert found == ("b", "C.UTF-8", "UTF8")


def test_an_event_is_in_the_mart_the_lake_and_the_docs_follow(containers: Containers, client: Client) -> None:
    user = send(client)
    client.update()
    assert client.query(f"select event_type from events where user_id = '{user}'") == [("container",)]
    assert lake(containers, client, f"select event_type from fct_events where user_id = '{user}'") == [["container"]]
    assert "fct_events" in client.get("/docs/").text


def test_a_key_is_made_in_the_container_of_the_api(containers: Containers, client: Client) -> None:
    key = containers.run("exec", "--no-TTY", "api", "eventmart", "keys", "create", "ops", "--scope", "admin").strip()
    wait_until(lambda: client.get("/data/updates").status_code == 401, "the end of access without a key", 10)
    client.http.headers["Authorization"] = f"Bearer {key}"
    assert client.get("/data/updates").status_code == 200
    # for Airflow, see below
    containers.set("API_KEY", key)


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_restarted(containers: Containers, client: Client, service: str) -> None:
    before = send(client)
    containers.run("restart", service)
    wait_until(lambda: is_accepting(client), "the API", 60)
    after = send(client)
    containers.up()
    client.update()
    users = f"select count(distinct user_id) from events where user_id in ('{before}', '{after}')"
    assert client.query(users) == [(2,)]
    assert lake(containers, client, "select 1") == [[1]]


def is_accepting(client: Client) -> bool:
    try:
        return client.get("/health/ready", **{"for": "ingest"}).ok
    except requests.ConnectionError:
        return False


def test_down_and_up_keep_the_data(containers: Containers, client: Client) -> None:
    send(client)
    client.update()
    checksums = client.mart_checksums()
    containers.run("down")
    containers.up()
    assert client.mart_checksums() == checksums
    user = send(client)
    client.update()
    assert client.query(f"select count(*) from events where user_id = '{user}'") == [(1,)]


def test_a_new_model_is_deployed_to_the_worker_alone(containers: Containers, client: Client) -> None:
    model = containers.folder / "mart_project" / "models" / "views" / "container_users.sql"
    model.write_text("select count(distinct user_id) as user_count from {{ ref('events') }}\n")
    others = containers.run("ps", "--quiet", "api", "spark-thrift")
    containers.run("build")
    containers.up("--no-deps", "worker")
    assert containers.run("ps", "--quiet", "api", "spark-thrift") == others
    client.update()
    assert client.query("select * from container_users") == client.query("select count(distinct user_id) from events")


def test_a_new_password_reaches_the_database_and_its_users(containers: Containers, client: Client) -> None:
    containers.set("PIPELINE_PASSWORD", "another-password")
    containers.up()
    user = send(client)
    client.update()
    assert client.query(f"select count(*) from events where user_id = '{user}'") == [(1,)]


def test_a_new_admin_password_is_set_in_the_database_first(containers: Containers, client: Client) -> None:
    statement = "alter role postgres password 'another-password'"
    containers.run("exec", "--no-TTY", "postgres", "psql", "--username", "postgres", "--command", statement)
    containers.set("POSTGRES_ADMIN_PASSWORD", "another-password")
    # bootstrap connects with it
    containers.up()
    assert client.get("/health/ready").status_code == 200


def test_a_second_copy_runs_beside_the_first(containers: Containers, client: Client, tmp_path: Path) -> None:
    second = Containers(tmp_path / "eventmart-tests-second")
    (second.folder / "queries" / "of_the_second.sql").write_text("select 1\n")
    before = containers.run("ps", "--quiet")
    try:
        second.run("build")
        second.up("api")
        # the first one would demand its key
        send(Client(second.settings))
        # with the image of the second one, containers would be created anew
        containers.up()
        assert containers.run("ps", "--quiet") == before
        assert client.get("/health/ready").status_code == 200
    finally:
        second.remove()


@pytest.fixture
def backups(containers: Containers, tmp_path: Path) -> Iterator[str]:
    """A folder of this machine, as the argument that mounts it."""
    folder = tmp_path / "backups"
    folder.mkdir()
    # the user of the containers is no user of this machine
    folder.chmod(0o777)
    volume = f"--volume={folder}:/backups"
    yield volume
    containers.run("run", "--rm", "--no-deps", volume, "worker", "rm", "--recursive", "/backups/first")


def test_a_backup_is_restored_into_new_volumes(containers: Containers, client: Client, backups: str) -> None:
    client.update()
    checksums = client.mart_checksums()
    containers.run("run", "--rm", backups, "worker", "eventmart", "backup", "/backups/first")
    containers.run("down", "--volumes")
    containers.up()
    containers.run("run", "--rm", backups, "worker", "eventmart", "restore", "/backups/first")
    assert client.mart_checksums() == checksums
    # the key is from the backup as well
    assert client.get("/data/updates").status_code == 200


def test_airflow_updates_the_mart(containers: Containers, client: Client) -> None:
    user = send(client)
    containers.set_variable("COMPOSE_PROFILES", "airflow")
    containers.up()
    wait_until(
        lambda: client.query(f"select count(*) from events where user_id = '{user}'") == [(1,)], "Airflow's run", 240
    )
    (run, *_) = client.get("/data/updates").json()["runs"]
    assert run["requested_by"] == "api"
    # readers see the event before the run has ended
    client.succeeded_run(run["run_id"])


def test_the_mart_moves_to_clickhouse(containers: Containers, client: Client) -> None:
    count = client.query("select count(*) from events")
    containers.set("MART_ENGINE", "clickhouse")
    containers.set_variable("COMPOSE_PROFILES", "airflow,clickhouse")
    containers.up("--build")
    client.update()
    assert client.query("select count() from events") == count
    user = send(client)
    client.update()
    assert client.query(f"select event_type from events where user_id = '{user}'") == [("container",)]


def test_spark_and_hdfs_become_a_cluster(containers: Containers, client: Client) -> None:
    count = client.query("select count() from events")
    guide = (PROJECT_DIR / "docs" / "production.md").read_text()
    (further,) = re.findall("(?s)```yaml\n(services:\n  datanode4:.*?)```", guide)
    (containers.folder / "docker-compose.override.yml").write_text(further)
    containers.set_variable("COMPOSE_PROFILES", "airflow,clickhouse,cluster")
    containers.set("SPARK_WORKERS", "2")
    containers.set("DATANODES", "3")
    containers.up()
    hdfs = "python -m local_stack.hdfs"
    report = f"{hdfs} dfsadmin -report"
    wait_until(lambda: "Live datanodes (4)" in containers.shell("namenode", report), "4 DataNodes", 60)
    containers.shell("namenode", f"{hdfs} dfs -setrep -w 2 /lake")
    assert containers.shell("datanode4", "find /var/lib/eventmart -name 'blk_*' | head -1")
    user = send(client)
    client.update()
    assert client.query(f"select event_type from events where user_id = '{user}'") == [("container",)]
    assert client.query("select count() from events") == [(count[0][0] + 1,)]
    master = "import urllib.request; print(urllib.request.urlopen('http://spark-master:7078/json/').read().decode())"
    state = json.loads(containers.python("spark-thrift", master))
    assert (state["aliveworkers"], state["coresused"]) == (2, 2)
    # one of two copies is lost for good
    containers.run("rm", "--stop", "--force", "datanode4")
    client.update(full="true")
    assert client.query("select count() from events") == [(count[0][0] + 1,)]
