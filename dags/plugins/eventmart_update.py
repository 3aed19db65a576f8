"""An Airflow operator that updates eventmart's mart, and the trigger that waits for the update run.

The file belongs in Airflow's plugins folder, because the triggerer, which runs the trigger, sees no DAG folder.
It needs Airflow 3.3, whose task state store keeps the run's id for a retry.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import Any

import httpx
from airflow.sdk import BaseHook, BaseOperator, Connection, Context
from airflow.sdk.exceptions import AirflowException, AirflowFailException
from airflow.triggers.base import BaseTrigger, TriggerEvent

_RUN = "eventmart_run"
_TIMEOUT_SECONDS = 60
# statuses that pass by themselves
_TRANSIENT = (httpx.codes.REQUEST_TIMEOUT, httpx.codes.TOO_MANY_REQUESTS)


class EventmartUpdateOperator(BaseOperator):
    """Request an update run of eventmart and wait for its end in the triggerer.

    A retry joins the run that the attempt before requested, unless that failed; then it requests a new one. A task that
    is cleared joins only a run that still goes on. XCom `run_id` names the run, and the returned XCom is its record.

    Args:
        conn_id: connection with the API's address and, as its password, an API key of scope `admin`.
        parameters: query parameters of /data/update, such as {"full": "true"}.
        poll_seconds: time between two looks at the run.
        max_wait: time after which the task fails although the run goes on. A retry waits for the same run.
        max_silence: time for which the API may be away while the run is waited for.
        cancel_on_kill: whether to cancel the run if somebody ends or clears the waiting task. It may serve others too.
    """

    template_fields = ("conn_id", "parameters")

    def __init__(
        self,
        *,
        conn_id: str = "eventmart",
        parameters: Mapping[str, str] | None = None,
        poll_seconds: float = 10,
        max_wait: timedelta = timedelta(hours=12),
        max_silence: timedelta = timedelta(minutes=5),
        cancel_on_kill: bool = False,
        **kwargs: Any,  # noqa: ANN401 - the arguments of every operator
    ) -> None:
        super().__init__(**kwargs)
        self.conn_id = conn_id
        self.parameters = dict(parameters or {})
        self.poll_seconds = poll_seconds
        self.max_wait = max_wait
        self.max_silence = max_silence
        self.cancel_on_kill = cancel_on_kill

    def execute(self, context: Context) -> None:
        """Request a run, or find the one to join, and defer.

        Raises:
            AirflowException: the API does not answer, or cannot do it now. Airflow retries.
            AirflowFailException: the API refuses the request. A retry would not help.
        """
        connection = BaseHook.get_connection(self.conn_id)
        store = context["task_state_store"]
        with httpx.Client(**_client(connection)) as api:
            try:
                run_id = self._joined(api, store.get(_RUN), context["ti"].max_tries) or self._request(api)
            except httpx.HTTPError as error:
                kind = AirflowException if _is_transient(error) else AirflowFailException
                raise kind(_explain(error, connection)) from None
        store.set(_RUN, {"run_id": run_id, "max_tries": context["ti"].max_tries})
        context["ti"].xcom_push("run_id", run_id)
        self.defer(
            trigger=UpdateRunTrigger(
                self.conn_id, run_id, self.poll_seconds, self.max_silence.total_seconds(), self.cancel_on_kill
            ),
            method_name="finish",
            timeout=self.max_wait,
        )

    def finish(self, context: Context, event: dict[str, Any]) -> dict[str, Any]:
        """Return the record of the run that has ended.

        Raises:
            AirflowException: the run or a model failed, or its end could not be seen.
            AirflowFailException: somebody has cancelled the run. A retry would undo that.
        """
        if "error" in event:
            raise AirflowException(event["error"])
        run: dict[str, Any] = event["run"]
        if run["state"] == "cancelled":
            raise AirflowFailException(
                f"Update run {run['run_id']} was cancelled. To request another one, clear the task."
            )
        if run["state"] != "succeeded":
            raise AirflowException(f"Update run {run['run_id']} {run['state']}: {run['error']}")
        for step in run["steps"]:
            self.log.info("%s (%s s) %s", step["name"], step["seconds"], step.get("detail", ""))
        # a task that is cleared after its success updates the mart again
        context["task_state_store"].delete(_RUN)
        return run

    def _joined(self, api: httpx.Client, stored: Any, max_tries: int) -> str | None:  # noqa: ANN401 - JSON
        """The run of the attempt before, if this one has to wait for it or may take it for its own.

        Clearing a task raises `max_tries`. A run of the tries before the clearing is joined only while it goes on.
        """
        if stored is None:
            return None
        answer = api.get(f"/data/update/{stored['run_id']}")
        if answer.status_code == httpx.codes.NOT_FOUND:
            return None
        state = _json(answer)["state"]
        is_good = state in ("queued", "running", "succeeded")
        if not is_good or (state == "succeeded" and stored["max_tries"] != max_tries):
            return None
        self.log.info("Joining update run %s of the attempt before.", stored["run_id"])
        return str(stored["run_id"])

    def _request(self, api: httpx.Client) -> str:
        run_id = str(_json(api.post("/data/update", params=self.parameters))["run_id"])
        self.log.info("Requested update run %s.", run_id)
        return run_id


class UpdateRunTrigger(BaseTrigger):
    """Waits until an update run has ended. Its event holds either `run`, the run's record, or `error`, a message.

    Args:
        conn_id: as of the operator.
        run_id: the run.
        poll_seconds: as of the operator.
        max_silence_seconds: time for which the API may be away.
        cancel_on_kill: as of the operator.
    """

    def __init__(
        self,
        conn_id: str,
        run_id: str,
        poll_seconds: float,
        max_silence_seconds: float,
        cancel_on_kill: bool = False,
    ) -> None:
        super().__init__()
        self._arguments = {
            "conn_id": conn_id,
            "run_id": run_id,
            "poll_seconds": poll_seconds,
            "max_silence_seconds": max_silence_seconds,
            "cancel_on_kill": cancel_on_kill,
        }
        self._conn_id = conn_id
        self._run_id = run_id
        self._poll_seconds = poll_seconds
        self._max_silence_seconds = max_silence_seconds
        self._cancel_on_kill = cancel_on_kill

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """Class path and arguments. The key stays in the connection."""
        return f"{type(self).__module__}.{type(self).__qualname__}", self._arguments

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Poll the run until it has ended."""
        connection = await BaseHook.aget_connection(self._conn_id)
        clock = asyncio.get_running_loop().time
        heard_at = clock()
        async with httpx.AsyncClient(**_client(connection)) as api:
            while True:
                try:
                    run = _json(await api.get(f"/data/update/{self._run_id}"))
                except httpx.HTTPError as error:
                    if not _is_transient(error) or clock() - heard_at > self._max_silence_seconds:
                        yield TriggerEvent({"error": f"{_explain(error, connection)} Run {self._run_id} may go on."})
                        return
                    self.log.warning("%s Trying again.", _explain(error, connection))
                else:
                    heard_at = clock()
                    if run["state"] not in ("queued", "running"):
                        yield TriggerEvent({"run": run})
                        return
                await asyncio.sleep(self._poll_seconds)

    async def on_kill(self) -> None:
        """Cancel the run, if that is wished. Airflow calls it if somebody ends the task, and not for a time-out."""
        if not self._cancel_on_kill:
            return
        connection = await BaseHook.aget_connection(self._conn_id)
        async with httpx.AsyncClient(**_client(connection)) as api:
            answer = await api.delete(f"/data/updates/{self._run_id}")
        # a run that has ended already needs no end
        if answer.status_code != httpx.codes.CONFLICT:
            answer.raise_for_status()
        self.log.info("Cancelled update run %s.", self._run_id)


def _client(connection: Connection) -> dict[str, Any]:
    """Arguments for an HTTP client of the API."""
    headers = {"Authorization": f"Bearer {connection.password}"} if connection.password else {}
    return {"base_url": _url(connection), "headers": headers, "timeout": _TIMEOUT_SECONDS}


def _url(connection: Connection) -> str:
    host = connection.host or "127.0.0.1"
    url = host if "://" in host else f"{connection.schema or 'http'}://{host}"
    return f"{url}:{connection.port}" if connection.port else url


def _json(answer: httpx.Response) -> dict[str, Any]:
    """The body of a successful answer.

    Raises:
        httpx.HTTPError: the status is not 2xx, or the body is not a JSON object.
    """
    try:
        body = answer.raise_for_status().json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise httpx.DecodingError("its answer is not JSON", request=answer.request)
    return body


def _is_transient(error: httpx.HTTPError) -> bool:
    if not isinstance(error, httpx.HTTPStatusError):
        return True
    return error.response.is_server_error or error.response.status_code in _TRANSIENT


def _explain(error: httpx.HTTPError, connection: Connection) -> str:
    """The error with its cause and remedy."""
    if not isinstance(error, httpx.HTTPStatusError):
        reason = str(error) or type(error).__name__
        return (
            f"eventmart's API at {_url(connection)} does not answer ({reason}). Check that it is running, and the "
            f"address in connection `{connection.conn_id}`."
        )
    answer = error.response
    is_problem = answer.headers.get("Content-Type", "").startswith("application/problem+json")
    try:
        detail = answer.json()["detail"] if is_problem else answer.reason_phrase
    except (ValueError, KeyError, TypeError):
        detail = answer.reason_phrase
    return f"eventmart's API at {_url(connection)} answered {answer.status_code}: {detail}"
