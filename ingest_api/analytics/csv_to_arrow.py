"""CSV as Arrow, without a Python object for each value."""

import re
from collections.abc import Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor

import pyarrow
from pyarrow import csv

from ingest_api.analytics.engine import QueryFailed

_REASON = re.compile(r"column #(\d+): .*(invalid value .*)", re.DOTALL)


def batches(parts: Iterable[bytes], schema: pyarrow.Schema) -> Generator[pyarrow.RecordBatch]:
    """Batches of the rows of a CSV.

    Args:
        parts: CSV without a header, in which null is empty and an empty text is `""`. Each part has whole rows.
        schema: of the batches.

    Raises:
        QueryFailed: a value is not one of its type in Arrow.
    """
    # names may repeat, but not those of the columns of a CSV
    types = {str(number): field.type for number, field in enumerate(schema)}
    conversion = csv.ConvertOptions(
        column_types=types,
        null_values=[""],
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
        true_values=["t", "true"],
        false_values=["f", "false"],
    )
    parsing = csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False)

    def convert(part: bytes) -> list[pyarrow.RecordBatch]:
        reading = csv.ReadOptions(column_names=list(types), block_size=len(part) + 1, use_threads=False)
        try:
            table = csv.read_csv(pyarrow.py_buffer(part), reading, parsing, conversion)
        except pyarrow.ArrowInvalid as error:
            raise _failure(error, schema) from None
        return [pyarrow.RecordBatch.from_arrays(batch.columns, schema=schema) for batch in table.to_batches()]

    # while one part is converted, the next one arrives, and the one before is sent
    with ThreadPoolExecutor(1, "csv-to-arrow") as converter:
        converting: Future[list[pyarrow.RecordBatch]] | None = None
        for part in parts:
            begun = converter.submit(convert, part)
            if converting is not None:
                yield from converting.result()
            converting = begun
        if converting is not None:
            yield from converting.result()


def _failure(error: pyarrow.ArrowInvalid, schema: pyarrow.Schema) -> QueryFailed:
    found = _REASON.search(str(error))
    reason = f"column {schema.names[int(found[1])]} has {found[2]}" if found else str(error)
    return QueryFailed(f"Arrow lacks a value of the result: {reason}. Cast the column to text.")
