"""What a run leaves in the lake if Spark is killed while it appends events."""

import re
from urllib.parse import urlsplit

from tests.lake.conftest import Lake

_PROPERTY = re.compile(r"\((eventmart\.[\w.]+),([^)]*)\)")


def recorded_state(lake: Lake) -> dict[str, str]:
    """What the lake has recorded of itself, see macro lake_state() of its project."""
    properties = dict(row[:2] for row in lake.query("describe database extended lake"))["Properties"]
    return dict(_PROPERTY.findall(properties))


def cut_short(lake: Lake, before: dict[str, str], date: str) -> str:
    """Make the last load one whose Spark was killed after it had moved the files of fct_events.

    It has not registered the partition of a date, and its batch has not ended.

    Args:
        lake: the lake.
        before: what the lake had recorded of itself before that load.
        date: the date of the partition.

    Returns:
        The folder of fct_events in HDFS.
    """
    ((location,),) = (
        row[1:2] for row in lake.query("describe formatted lake.fct_events") if row[0].strip() == "Location"
    )
    folder: str = urlsplit(location).path
    partition = f"{folder}/event_date={date}"
    lake.hdfs.rename(partition, "/lake/aside")
    lake.execute(f"alter table lake.fct_events drop partition (event_date = '{date}')")
    lake.hdfs.rename("/lake/aside", partition)
    # it has recorded that it begins, and nothing since
    begun = recorded_state(lake)["eventmart.begun_batch_id"]
    state = before | {"eventmart.begun_batch_id": begun, "eventmart.writing": "append"}
    properties = ", ".join(f"'{name}' = '{value}'" for name, value in state.items())
    lake.execute(f"alter database lake set dbproperties ({properties})")
    return folder
