"""Saves the result of a query for a request, and waits a while for it."""

from threading import Semaphore

from eventmart.results.saved import SavedResult
from ingest_api.analytics.saving.background import Outcome
from ingest_api.analytics.saving.save import SaveAs
from ingest_api.web.query_problems import explained
from ingest_api.web.query_request import Asked
from ingest_api.web.query_response import checked_query
from ingest_api.web.services import Services


def save(asked: Asked, save_as: SaveAs, requested_by: str, services: Services) -> SavedResult | Outcome:
    """Run a query whose result is to be saved.

    Args:
        asked: the query.
        save_as: what its result is to be.
        requested_by: name of the API key.
        services: check it, run it, and save its result.

    Returns:
        The result; the outcome, if it is not known yet, or if the sender does not wait for it.

    Raises:
        Problem: the result cannot be saved.
        EngineUnavailable, ResultsUnavailable, psycopg.OperationalError: the engine, what holds the results, or
            PostgreSQL cannot be reached.
    """
    with explained():
        _, query = checked_query(asked, services.query_responses.engines)
        outcome = services.saving.queries.submit(query, asked.engine, save_as, requested_by)
        if asked.is_background:
            return outcome
        _wait(outcome, services.waits, services.saving.answer_seconds)
        if outcome.error is not None:
            raise outcome.error
    return outcome.result or outcome


def _wait(outcome: Outcome, waits: Semaphore, seconds: float) -> None:
    # if too many requests wait, this one is told where to ask
    if waits.acquire(blocking=False):
        try:
            outcome.is_known.wait(seconds)
        finally:
            waits.release()
