"""When something is to be done again and again: an interval, or a cron expression."""

import re
from datetime import UTC, datetime, timedelta

from cronsim import CronSim, CronSimError

OFF = "off"
_INTERVAL = re.compile(r"([1-9][0-9]{0,5})([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class Timetable:
    """Times, one after the other.

    Args:
        text: `off`; an interval such as `30s`, `5m`, `1h` or `1d`; or a cron expression of five fields, in UTC.

    Raises:
        ValueError: the text is none of these.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        match = _INTERVAL.fullmatch(text)
        # None if it is off or a cron expression
        self.interval = timedelta(**{_UNITS[match[2]]: int(match[1])}) if match else None
        if match is None and text != OFF:
            try:
                CronSim(text, datetime.now(UTC))
            except CronSimError as error:
                raise ValueError(
                    f"{text!r} is not a time to repeat. Use off, an interval such as 30s, 5m, 1h or 1d, or a cron "
                    "expression such as 0 * * * *"
                ) from error

    def next_after(self, moment: datetime) -> datetime | None:
        """The first time after a moment (UTC); None if there is none."""
        if self.text == OFF:
            return None
        if self.interval is not None:
            return moment + self.interval
        return next(CronSim(self.text, moment), None)


def check_timetable(text: str) -> str:
    """Return the text of a timetable, checked.

    Raises:
        ValueError: see Timetable.
    """
    Timetable(text)
    return text
