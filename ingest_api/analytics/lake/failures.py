"""What Spark says about a query that failed, as errors of an engine."""

import re

from ingest_api.analytics.engine import EngineUnavailable, QueryFailed

# [ERROR_CONDITION] Message. SQLSTATE: 42703; the class of an exception before it also has the condition
_MESSAGE = re.compile(r"\[([A-Z0-9_.]+)\] (?!org\.)((?:(?!\[[A-Z0-9_.]+\] ).)+?)\.? SQLSTATE: \w{5}", re.DOTALL)
# columns are counted from 0, positions from 1
_COLUMN = re.compile(r"SQLSTATE: \w{5}(?: \(|; )line (\d+),? pos (\d+)")
_POSITION = re.compile(r"== SQL.*? ?\(line (\d+), position (\d+)\) ==")
_LONGEST = 500


def failure(message: str, lines_before: int) -> Exception:
    """The error to raise for a statement that Spark rejected or aborted.

    Args:
        message: Spark's message, with everything that it adds to it.
        lines_before: number of lines of the statement before those that were sent.
    """
    if "FILE_NOT_EXIST" in message or "FileNotFoundException" in message:
        return EngineUnavailable("An update run has replaced a file while the query read it. Send the query again.")
    if "spark.driver.maxResultSize" in message:
        return QueryFailed("The answer is too large for Spark to collect. Select fewer columns or rows.")
    found = _MESSAGE.search(message)
    if found is None:
        (first_line, *_) = message.rpartition("Exception: ")[2].splitlines() or ["no reason"]
        return QueryFailed(f"Spark aborted the query: {first_line[:_LONGEST]}")
    text = " ".join(found[2].split())[:_LONGEST]
    for pattern, first in ((_COLUMN, 0), (_POSITION, 1)):
        if (place := pattern.search(message)) and int(place[1]) > lines_before:
            return QueryFailed(text, int(place[1]) - lines_before, int(place[2]) - first + 1)
    return QueryFailed(text)
