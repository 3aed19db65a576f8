"""Asks an engine for the state of its data, once for all requests that wait for it, and not for long.

A question that is on its way may bring a state from before a request. That request shares the next question with all
others that have come meanwhile, as the requests that arrive during a write share the next write; see
`spool.group_commit`.
"""

import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass, field
from queue import SimpleQueue

from ingest_api.analytics.engine import Engine, EngineUnavailable, State

_SECONDS = 1.0
# how often the time limit is checked until it ends
_CHECKS = 4
# A thread waits for a lost connection until TCP gives it up. So many may wait before nobody asks any more.
_LATE_THREADS = 4


@dataclass(frozen=True)
class _Question:
    ends_at: float
    state: Future[State] = field(default_factory=Future)


class SharedStates:
    """Asks one engine, on a thread of its own. Another thread takes its place if it does not come back in time.

    Args:
        engine: the engine.
        seconds: time limit of an answer, from when it is asked for.
    """

    def __init__(self, engine: Engine, seconds: float = _SECONDS) -> None:
        self._engine, self._seconds = engine, seconds
        self._lock = threading.Lock()
        # by the tables that the statements read, because a state depends on nothing else of them
        self._waiting: dict[frozenset[str], _Question] = {}
        self._order: SimpleQueue[frozenset[str]] = SimpleQueue()
        self._asked: _Question | None = None
        self._late_threads = 0
        self._start()
        threading.Thread(target=self._watch, name=f"{engine.name}-states-watch", daemon=True).start()

    def ask(self, tables: frozenset[str]) -> Future[State] | None:
        """A future for the state of the data that a statement reads, as it is after this call.

        Its exception is that of `Engine.state`, or EngineUnavailable after the time limit. None if too many threads
        wait in vain.

        Args:
            tables: those of the statement.
        """
        with self._lock:
            if self._late_threads == _LATE_THREADS:
                return None
            if tables not in self._waiting:
                self._waiting[tables] = _Question(time.monotonic() + self._seconds)
                self._order.put(tables)
            return self._waiting[tables].state

    def _start(self) -> None:
        threading.Thread(target=self._run, name=f"{self._engine.name}-states", daemon=True).start()

    def _run(self) -> None:
        has_place = True
        while has_place:
            tables = self._order.get()
            with self._lock:
                question = self._asked = self._waiting.pop(tables, None)
            # nobody waits any longer
            if question is not None:
                has_place = self._answer(tables, question)

    def _answer(self, tables: frozenset[str], question: _Question) -> bool:
        """Answer a question. Returns whether this thread takes the next one."""
        error, state = None, State()
        try:
            state = self._engine.state(tables)
        except Exception as raised:  # it belongs to those who wait
            error = raised
        with self._lock:
            if self._asked is not question:
                # the answer is late
                self._late_threads -= 1
                return self._late_threads == _LATE_THREADS - 1
            self._asked = None
        if error is None:
            question.state.set_result(state)
        else:
            question.state.set_exception(error)
        return True

    def _watch(self) -> None:
        while True:
            time.sleep(self._seconds / _CHECKS)
            for question in self._late():
                question.state.set_exception(
                    EngineUnavailable(f"The state of the data was not there after {self._seconds:g} s.")
                )

    def _late(self) -> list[_Question]:
        """Give up the questions that wait for too long."""
        now = time.monotonic()
        with self._lock:
            tables = [each for each, question in self._waiting.items() if question.ends_at < now]
            late = [self._waiting.pop(each) for each in tables]
            if self._asked is not None and self._asked.ends_at < now:
                late.append(self._asked)
                self._asked = None
                self._late_threads += 1
                if self._late_threads < _LATE_THREADS:
                    self._start()
        return late
