"""Update runs on Spark workers and several DataNodes, of which some are killed.

The mart is compared with figures that are counted in plain Python. The tests run in order: the last but one rebuilds
everything from the raw files that they have left.
"""

import random
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from eventmart.settings import Settings
from local_stack.hdfs import blocks_of
from local_stack.services import further_datanode, spark_worker
from spark_thrift.client import connect
from tests.cluster.cluster import Cluster, Shop
from tests.stack.client import Client, wait_until

pytestmark = pytest.mark.cluster

WORKERS = ("spark-worker1", "spark-worker2")
DATANODES = ("datanode", "datanode2", "datanode3")


def workers_with_tasks(settings: Settings) -> set[str]:
    """The workers on which the tasks of a query run, by the folders of their executors."""
    with connect(settings) as connection:
        cursor = connection.cursor()
        cursor.execute(
            "select distinct java_method('java.lang.System', 'getProperty', 'user.dir') from range(0, 8, 1, 8)"
        )
        folders = [Path(folder) for (folder,) in cursor.fetchall()]
    return {folder.relative_to(settings.state_dir.resolve()).parts[0] for folder in folders}


def wait_until_every_worker_works(cluster: Cluster, settings: Settings) -> None:
    wait_until(lambda: len(cluster.executors()) == len(WORKERS), "an executor of each worker")
    wait_until(lambda: workers_with_tasks(settings) == set(WORKERS), "tasks on each worker")


def test_the_workers_do_the_tasks_and_the_mart_is_correct(
    cluster: Cluster, shop: Shop, client: Client, settings: Settings
) -> None:
    shop.send()
    client.update()
    shop.check()
    wait_until_every_worker_works(cluster, settings)


def test_an_executor_has_no_password_that_it_does_not_need(
    cluster: Cluster, settings: Settings, tmp_path: Path
) -> None:
    needed = {
        # to publish
        "publisher_password",
        # to know the driver
        "spark_password",
    }
    passwords = {name: settings.secret(name).encode() for name in Settings.model_fields if name.endswith("_password")}
    executors = cluster.executors()
    assert len(executors) == len(WORKERS)
    for number, executor in enumerate(executors):
        heap = cluster.heap_of(executor, tmp_path / f"{number}.hprof")
        environment = str(executor.environ()).encode()
        command = " ".join(executor.cmdline()).encode()
        found = {name for name, password in passwords.items() if password in heap + environment + command}
        assert found == needed
        assert not any(password in command for password in passwords.values())
    # the state of the master, and the logs of executors
    files = [path for folder in settings.state_dir.glob("spark-[mw]*") for path in folder.rglob("*") if path.is_file()]
    assert {"stderr"} < {path.name for path in files}
    for path in files:
        content = path.read_bytes()
        assert not any(password in content for password in passwords.values()), path


def test_everything_listens_on_loopback_only(cluster: Cluster) -> None:
    listening = [
        connection.laddr.ip
        for process in cluster.processes()
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert len(listening) > 15
    assert set(listening) <= {"127.0.0.1", "::1", "::ffff:127.0.0.1"}


def test_a_block_has_two_copies(cluster: Cluster) -> None:
    assert set(cluster.copies_of_blocks()) == {2}


@pytest.mark.parametrize(("step", "worker"), [("lake", "spark-worker1"), ("publish", "spark-worker2")])
def test_a_worker_is_killed_during_a_run(
    cluster: Cluster, shop: Shop, client: Client, settings: Settings, step: str, worker: str
) -> None:
    shop.send()
    run_id = client.start_run(step)
    # anywhere in the step
    time.sleep(random.uniform(0, 2))
    cluster.kill(worker)
    client.succeeded_run(run_id)
    shop.check()
    wait_until_every_worker_works(cluster, settings)


@contextmanager
def rows_sent_twice(client: Client, table: str) -> Iterator[None]:
    """PostgreSQL doubles what is published of a table, as if executors were lost after they have committed."""
    with client.connect("admin") as admin:
        admin.execute(f"""
            create function double_row() returns trigger language plpgsql as $$
            begin
                if pg_trigger_depth() = 1 then
                    insert into landing.{table} select (new).*;
                end if;
                return new;
            end $$;
            create function double_rows() returns event_trigger language plpgsql security definer as $$
            begin
                if exists (select from pg_event_trigger_ddl_commands() where object_identity = 'landing.{table}') then
                    create trigger double_row before insert on landing.{table}
                    for each row execute function public.double_row();
                end if;
            end $$;
            create event trigger double_rows on ddl_command_end when tag in ('CREATE TABLE')
            execute function double_rows();
        """)
        yield
        admin.execute("drop event trigger double_rows; drop function double_rows(), double_row() cascade")


def test_rows_that_were_sent_twice_are_published_again(shop: Shop, client: Client) -> None:
    shop.send()
    with rows_sent_twice(client, "orders"):
        run_id = client.request_update()

        def error() -> str:
            steps = client.get(f"/data/update/{run_id}").json()["steps"]
            return next((step["error"] for step in steps if step["state"] == "failed"), "")

        assert "an executor was lost while it sent them" in wait_until(error, "a failed step")
    assert client.succeeded_run(run_id)["tries"] > 1
    shop.check()


def test_the_master_is_killed_during_a_run(cluster: Cluster, shop: Shop, client: Client, settings: Settings) -> None:
    shop.send()
    run_id = client.start_run("lake")
    cluster.kill("spark-master")
    client.succeeded_run(run_id)
    shop.check()
    # the new master knows the application, and gives it another executor for one that dies
    cluster.kill("spark-worker1")
    wait_until_every_worker_works(cluster, settings)


def test_a_datanode_is_killed_during_a_run_and_stays_away(cluster: Cluster, shop: Shop, client: Client) -> None:
    shop.send()
    run_id = client.start_run("lake")
    # anywhere in the step
    time.sleep(random.uniform(0, 2))
    cluster.remove("datanode2")
    client.succeeded_run(run_id)
    shop.check()
    # events land meanwhile
    shop.send()
    client.update()
    shop.check()
    cluster.start("datanode2")


def test_the_namenode_is_killed_while_events_land_and_a_run_goes_on(
    cluster: Cluster, shop: Shop, client: Client
) -> None:
    shop.send()
    sending = threading.Thread(target=shop.send)
    run_id = client.start_run("lake")
    sending.start()
    # anywhere in the step
    time.sleep(random.uniform(0, 2))
    cluster.kill("namenode")
    client.succeeded_run(run_id)
    sending.join()
    client.update()
    shop.check()


def test_the_blocks_of_a_datanode_that_is_lost_are_copied_from_others(
    cluster: Cluster, shop: Shop, client: Client, settings: Settings
) -> None:
    wait_until(lambda: cluster.hdfs_state().get("NumLiveDataNodes") == len(DATANODES), "all DataNodes")
    folder = settings.state_dir / "hdfs" / "data3"
    assert list(folder.glob("**/finalized/**/blk_*.meta"))
    cluster.remove("datanode3")
    shutil.rmtree(folder)

    wait_until(lambda: cluster.hdfs_state().get("NumDeadDataNodes") == 1, "the loss")
    wait_until(lambda: set(cluster.copies_of_blocks()) == {2}, "two copies of each block", 180)
    client.settle()
    before = client.mart_checksums()
    client.succeeded_run(client.request_update(full="true"), 600)
    shop.check()
    assert client.mart_checksums() == before
    # with an empty folder, it is a new one
    cluster.start("datanode3")
    wait_until(lambda: cluster.hdfs_state().get("NumLiveDataNodes") == len(DATANODES), "another DataNode")


def test_a_worker_and_a_datanode_join_while_the_stack_runs(
    cluster: Cluster, shop: Shop, client: Client, settings: Settings
) -> None:
    shop.send()
    with cluster.joined(spark_worker(3)), cluster.joined(further_datanode(4)):
        wait_until(lambda: workers_with_tasks(settings) == {*WORKERS, "spark-worker3"}, "tasks on the new worker")
        assert "Live datanodes (4)" in cluster.hdfs("dfsadmin", "-report")
        # it moves blocks only if the disks of some are fuller by 10 % than those of others
        assert "The cluster is balanced" in cluster.hdfs("balancer")
        cluster.hdfs("dfs", "-setrep", "3", "/lake/raw")
        wait_until(lambda: set(cluster.copies_of_blocks("/lake/raw")) == {3}, "three copies of each block", 180)
        assert list(blocks_of(settings, 4).glob("**/finalized/**/blk_*.meta"))
        client.update()
        shop.check()
