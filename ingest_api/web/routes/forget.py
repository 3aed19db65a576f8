"""Requests to forget a person, at /data/forget."""

from http import HTTPStatus
from uuid import UUID

import msgspec
from flask import Blueprint, Response, request, url_for

from eventmart.erasures import Erasure
from ingest_api.problems import Problem
from ingest_api.web.access import requires
from ingest_api.web.answers import ErasureRequested
from ingest_api.web.context import json_response, services
from ingest_api.web.openapi import Description, describe

blueprint = Blueprint("forget", __name__)

# as long as an id in the mart can be
_MAX_CHARACTERS = 256
_TEXT = {"type": "string", "minLength": 1, "maxLength": _MAX_CHARACTERS}


class _Person(msgspec.Struct, forbid_unknown_fields=True):
    user_id: str
    source: str | None = None


@blueprint.post("/data/forget")
@describe(
    Description(
        {HTTPStatus.ACCEPTED: ErasureRequested},
        [HTTPStatus.BAD_REQUEST, HTTPStatus.UNSUPPORTED_MEDIA_TYPE, HTTPStatus.SERVICE_UNAVAILABLE],
        body={
            "application/json": {
                "type": "object",
                "properties": {"user_id": _TEXT, "source": {"oneOf": [_TEXT, {"type": "null"}]}},
                "required": ["user_id"],
                "additionalProperties": False,
            }
        },
    )
)
@requires("admin")
def request_erasure() -> Response:
    """Forget a person.

    An update run erases the person's events that were received before this request from the raw files, the lake and the
    mart. The person is the one that column `user_id` of the mart names; with `source`, only events that were sent with
    the key of this name are erased. The request is stored, and survives a restart of all servers. Later events of the
    same user are new ones and stay.
    """
    person = _person()
    requested_at = services().now()
    erasure_id = UUID(services().new_id())
    with services().erasures() as erasures:
        erasures.request(erasure_id, requested_at, person.user_id, person.source)
    with services().run_records() as records:
        run_id = records.request(UUID(services().new_id()))
    # the run waits until everything that was received before has landed
    services().spool_dir.request_flush()
    status_url = url_for("forget.show_erasure", erasure_id=erasure_id)
    update_url = url_for("updates.show_update", run_id=run_id)
    response = json_response(ErasureRequested(erasure_id, status_url, update_url), HTTPStatus.ACCEPTED)
    response.headers["Location"] = status_url
    return response


@blueprint.get("/data/forget/<uuid:erasure_id>")
@describe(Description({HTTPStatus.OK: Erasure}, [HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE]))
@requires("admin")
def show_erasure(erasure_id: UUID) -> Response:
    """Retrieve a request to forget a person.

    `finished_at` is null until nothing of the person is left. It does not say who the person was.
    """
    with services().erasures() as erasures:
        erasure = erasures.get(erasure_id)
    if erasure is None:
        raise Problem(HTTPStatus.NOT_FOUND, f"Request {erasure_id} does not exist. Check the id.")
    return json_response(erasure)


def _person() -> _Person:
    # a form or plain text could be sent by a page of another site
    if request.mimetype != "application/json":
        raise Problem(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send a JSON object with the header `Content-Type: application/json`."
        )
    try:
        person = msgspec.json.decode(request.get_data(), type=_Person)
    except msgspec.DecodeError as error:
        raise Problem(
            HTTPStatus.BAD_REQUEST, f'The body is not valid: {error}. Send {{"user_id": "…"}}, as in column user_id.'
        ) from None
    for name, value in (("user_id", person.user_id), ("source", person.source)):
        if value is not None and not (0 < len(value) <= _MAX_CHARACTERS and "\0" not in value):
            raise Problem(
                HTTPStatus.BAD_REQUEST,
                f"{name} is empty, holds NUL or more than {_MAX_CHARACTERS} characters. Send it as the mart shows it.",
            )
    return person
