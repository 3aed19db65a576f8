"""`python -m tests.mart.mart_step`: performs runs as pipeline.performing does, but of their steps only `mart`.

A run for which nothing is replayed builds the mart. Another one kills this process, as a lack of memory would.
"""

import os
import signal
import sys
from multiprocessing.connection import Connection

import psycopg

from eventmart.postgres import connection_parameters
from eventmart.settings import load_settings
from eventmart.update_runs import Run
from pipeline.dbt import Dbt
from pipeline.performing import perform, serve
from pipeline.run_records import Outcome, WorkerRecords
from pipeline.statements import name_statements
from pipeline.steps import UpdateSteps


def main() -> None:
    settings = load_settings()
    name_statements()
    dbt = Dbt(settings)
    connection = psycopg.connect(**connection_parameters(settings, "pipeline"), autocommit=True)

    def perform_run(run: Run) -> Outcome:
        if run.replay_from is not None:
            os.kill(os.getpid(), signal.SIGKILL)
        steps = [("mart", UpdateSteps(settings, dbt, run).mart)]
        return perform(WorkerRecords(connection), run, steps, take_results=dbt.take_results)

    serve(Connection(int(sys.argv[1])), perform_run)


if __name__ == "__main__":
    main()
