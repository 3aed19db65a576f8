"""`python -m tests.lake.long_statement`: performs runs of one step, a statement that keeps Spark busy for hours."""

import sys
from multiprocessing.connection import Connection
from typing import cast

from eventmart.settings import load_settings
from eventmart.update_runs import Run
from pipeline.dbt import Dbt
from pipeline.performing import perform, serve
from pipeline.projects import LAKE
from pipeline.run_records import Outcome, WorkerRecords
from pipeline.steps import Done

# Spark looks after each 1,000 rows of the first range whether the task has been cancelled, so the second one is short
_LONG = "select sum(a.id * b.id % 7) as total from range(0, 1000000000000, 1, 4) as a cross join range(1000) as b"


class _NoRecords:
    def record_steps(self, *_: object) -> None:
        return


def main() -> None:
    dbt = Dbt(load_settings())

    def perform_run(run: Run) -> Outcome:
        steps = [("long", lambda: Done(dbt.invoke(LAKE, "show", "--inline", _LONG)))]
        return perform(cast(WorkerRecords, _NoRecords()), run, steps)

    serve(Connection(int(sys.argv[1])), perform_run)


if __name__ == "__main__":
    main()
