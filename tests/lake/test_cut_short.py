"""An append that was cut short: the next run makes it good, without a rebuild and without doubling anything."""

from datetime import UTC, datetime, timedelta

from tests.lake.conftest import Lake
from tests.lake.cut_short import cut_short, recorded_state
from tests.stack.client import marker

_DATE = "2003-03-03"


def test_what_was_appended_before_a_kill_is_not_appended_again(lake: Lake) -> None:
    lake.load()
    before = recorded_state(lake)
    name = marker()
    events = [
        (f"{name}-{number}", f'{{"type": "{name}", "time": "{_DATE}T12:00:{number:02}Z"}}'.encode())
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

    folder = cut_short(lake, before, _DATE)
    # a task of that job has ended, and left its rows where the job would have found them
    partition = f"event_date={_DATE}"
    (name_of_file,) = (each for each in lake.hdfs.list(f"{folder}/{partition}") if each.endswith(".parquet"))
    with lake.hdfs.read(f"{folder}/{partition}/{name_of_file}") as file:
        content = file.read()
    left_behind = f"{folder}/_temporary/0/task_202601010000_0001_m_000000/{partition}/part-left.parquet"
    lake.hdfs.write(left_behind, data=content)
    assert lake.query(counts[0]) == []
    lake.load()
    assert [sorted(lake.query(count)) for count in counts] == found
