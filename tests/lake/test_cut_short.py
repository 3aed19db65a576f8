"""An append that was cut short: the next run makes it good, without a rebuild and without doubling anything."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from pipeline.lake_state import lake_watermark
from spark_thrift.client import connect
from tests.lake.conftest import Lake
from tests.stack.client import marker

_DAY = "event_date=2003-03-03"


def test_what_was_appended_before_a_kill_is_not_appended_again(lake: Lake) -> None:
    lake.load()
    with connect(lake.settings) as connection:
        before = lake_watermark(connection.cursor())
    assert before is not None
    name = marker()
    events = [
        (f"{name}-{number}", f'{{"type": "{name}", "time": "2003-03-03T12:00:{number:02}Z"}}'.encode())
        for number in range(3)
    ]
    lake.put([*events, events[0]], datetime.now(UTC) - timedelta(microseconds=10))
    lake.load()
    counts = (
        f"select event_id, count(*) from lake.fct_events where event_type = '{name}' group by event_id",
        f"select event_id, count(*) from lake.int_repeated_events where event_id like '{name}%' group by event_id",
    )
    found = [sorted(lake.query(count)) for count in counts]
    assert found == [[(event_id, 1) for event_id, _ in events], [(events[0][0], 1)]]

    # Spark is killed after it has moved the files, before it registers their partition and before the batch ends
    ((folder,),) = (
        row[1:2] for row in lake.query("describe formatted lake.fct_events") if row[0].strip() == "Location"
    )
    partition = f"{urlsplit(folder).path}/{_DAY}"
    lake.hdfs.rename(partition, "/lake/aside")
    lake.execute("alter table lake.fct_events drop partition (event_date = '2003-03-03')")
    lake.hdfs.rename("/lake/aside", partition)
    begun = int(datetime.now(UTC).timestamp() * 1_000_000)
    lake.execute(
        "alter database lake set dbproperties ('eventmart.writing' = 'append', "
        f"'eventmart.begun_batch_id' = '{begun}', 'eventmart.complete_through' = '{before.isoformat()}')"
    )
    # a task of that job has ended, and left its rows where the job would have found them
    (name_of_file,) = (each for each in lake.hdfs.list(partition) if each.endswith(".parquet"))
    with lake.hdfs.read(f"{partition}/{name_of_file}") as file:
        content = file.read()
    left_behind = f"{urlsplit(folder).path}/_temporary/0/task_202601010000_0001_m_000000/{_DAY}/part-left.parquet"
    lake.hdfs.write(left_behind, data=content)
    assert lake.query(counts[0]) == []
    lake.load()
    assert [sorted(lake.query(count)) for count in counts] == found
