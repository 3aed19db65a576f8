"""Asks an engine for the state of its data, once for all requests that wait for it.

A question that is on its way may bring a state from before a request. That request shares the next question with all
others that have come meanwhile, as the requests that arrive during a write share the next write; see
`spool.group_commit`.
"""

import threading
from concurrent.futures import Future
from queue import SimpleQueue

from ingest_api.analytics.engine import Engine, State, Statement


class SharedStates:
    """Asks one engine, on a thread of its own.

    Args:
        engine: the engine.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        # by the tables that the statements read, because a state depends on nothing else of them
        self._waiting: dict[frozenset[str], Future[State]] = {}
        self._questions: SimpleQueue[Statement] = SimpleQueue()
        threading.Thread(target=self._run, name=f"{engine.name}-states", daemon=True).start()

    def ask(self, statement: Statement) -> Future[State]:
        """A future for the state of the data that a statement reads, as it is after this call.

        Its exception is that of `Engine.state`.
        """
        with self._lock:
            state = self._waiting.get(statement.tables)
            if state is None:
                state = self._waiting[statement.tables] = Future()
                self._questions.put(statement)
            return state

    def _run(self) -> None:
        while True:
            statement = self._questions.get()
            with self._lock:
                state = self._waiting.pop(statement.tables)
            try:
                state.set_result(self._engine.state(statement))
            except Exception as error:  # it belongs to those who wait
                state.set_exception(error)
