"""What a request for a query asks for: the query, its parameters, and how the answer is to be."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from http import HTTPStatus
from typing import Any

import msgspec
from werkzeug.datastructures import MIMEAccept, MultiDict

from eventmart.named_queries import NamedQuery
from eventmart.query_parameters import Parameter, ParameterInvalid, Scalar, Type, bind
from eventmart.results.saved import QUERIES, RECORDS, is_result_name
from ingest_api.analytics.engine import Binding
from ingest_api.analytics.formats import FORMATS, Format
from ingest_api.analytics.saving.save import SaveAs
from ingest_api.problems import Problem
from ingest_api.web.times import utc_time

JSON = "json"
MAX_WAIT_SECONDS = 60
_JSON_TYPE = "application/json"
_MAX_ROWS = 2**62
OPTION_SCHEMAS: Mapping[str, Mapping[str, Any]] = {
    "engine": {"type": "string", "default": "mart"},
    "format": {"enum": [JSON, *FORMATS]},
    "limit": {"type": "integer", "minimum": 1, "description": "Maximum number of rows of a page, or of a stream."},
    "cursor": {"type": "string", "description": "The `next_cursor` of the page before."},
    "at_least": {"type": "string", "format": "date-time", "description": "Time up to which the data must be complete."},
    "wait": {"type": "number", "minimum": 0, "maximum": MAX_WAIT_SECONDS, "description": "Seconds to wait for that."},
}
# a named query and a body name the engine themselves
_COMMON_OPTIONS = OPTION_SCHEMAS.keys() - {"engine"}


@dataclass(frozen=True)
class Options:
    """How the answer is to be.

    Attributes:
        format: None for JSON.
        limit: maximum number of rows; None for the default of the format.
        cursor: of the page; None for the first one.
        at_least: time up to which the data must be complete.
        wait_seconds: how long to wait for that.
    """

    format: Format | None
    limit: int | None
    cursor: str | None
    at_least: datetime | None
    wait_seconds: float


@dataclass(frozen=True)
class Asked:
    """A query, its parameters, and the text of each of its views by its name.

    Attributes:
        save_as: what its result is to be saved as, instead of being answered.
        is_background: whether the answer does not wait for that.
        named_query: the named query that it is; None if the request brings the query.
    """

    engine: str
    sql: str
    bindings: Mapping[str, Binding]
    options: Options
    views: Mapping[str, str] = field(default_factory=dict)
    save_as: SaveAs | None = None
    is_background: bool = False
    named_query: NamedQuery | None = None


class QueryBody(msgspec.Struct, forbid_unknown_fields=True):
    """The body of POST /analytics/query.

    `sql` is one SELECT, with `:name` for the value of each of the `parameters`. A string is text in the query, so a
    date is written as `:day::date`; a list is an array, as in `= any(:types)`.

    Each of the `views` is a SELECT that the query and other views may read by its name. It exists for this query alone.

    `save_as` saves the result as table `results.<save_as>`, in place of the one that has this name, or with
    `save_as_view` as a view. With `background`, the answer comes at once.
    """

    sql: str
    parameters: dict[str, str | int | float | bool | list[str | int | float | bool] | None] = {}
    engine: str = "mart"
    views: dict[str, str] = {}
    save_as: str | None = None
    save_as_view: bool = False
    background: bool = False


def named(query: NamedQuery, arguments: MultiDict[str, str], accept: MIMEAccept) -> Asked:
    """The request for a named query.

    Raises:
        Problem: 400 or 406, see `_options` and `query_parameters.bind`.
    """
    sent = {name: values for name, values in arguments.lists() if name not in _COMMON_OPTIONS}
    try:
        values = bind(query.parameters, sent)
    except ParameterInvalid as error:
        raise Problem(HTTPStatus.BAD_REQUEST, str(error)) from None
    bindings = {
        parameter.name: Binding(parameter.type, parameter.is_list, values[parameter.name])
        for parameter in query.parameters
    }
    return Asked(query.engine, query.sql, bindings, _options(arguments, accept), named_query=query)


def sent_in_url(arguments: MultiDict[str, str], accept: MIMEAccept) -> Asked:
    """The request for a query of which the URL has the SQL."""
    _refuse_unknown(arguments, {"sql", *OPTION_SCHEMAS})
    return Asked(arguments.get("engine", "mart"), arguments.get("sql", ""), {}, _options(arguments, accept))


def sent_in_body(body: bytes, arguments: MultiDict[str, str], accept: MIMEAccept) -> Asked:
    """The request for a query of which the body has the SQL and the parameters."""
    _refuse_unknown(arguments, _COMMON_OPTIONS)
    try:
        query = msgspec.json.decode(body, type=QueryBody)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Problem(
            HTTPStatus.BAD_REQUEST, f'The body is not valid: {error}. Send {{"sql": "select …", "parameters": {{}}}}.'
        ) from None
    bindings = {name: _binding(name, value) for name, value in query.parameters.items()}
    save_as = _save_as(query, arguments)
    options = _options(arguments, accept)
    return Asked(query.engine, query.sql, bindings, options, query.views, save_as, query.background)


def _save_as(query: QueryBody, arguments: Collection[str]) -> SaveAs | None:
    if query.save_as is None:
        if query.save_as_view or query.background:
            raise Problem(HTTPStatus.BAD_REQUEST, "save_as_view and background go with save_as. Send a name.")
        return None
    if not is_result_name(query.save_as):
        raise Problem(
            HTTPStatus.BAD_REQUEST,
            f"save_as={query.save_as[:80]!r} is not a name for a result. Use at most 60 lower-case letters, digits and "
            f"_, begin with a letter, and do not use {RECORDS} or {QUERIES}.",
        )
    for name in arguments:
        raise Problem(HTTPStatus.BAD_REQUEST, f"{name} does not go with save_as, which saves all rows. Leave it out.")
    return SaveAs(query.save_as, query.save_as_view)


def _binding(name: str, value: Any) -> Binding:  # noqa: ANN401
    if not name.isidentifier() or not name.isascii():
        raise Problem(HTTPStatus.BAD_REQUEST, f"{name[:100]!r} is not a name. Use letters, digits and underscores.")
    items = value if isinstance(value, list) else [value]
    types = {_type(item) for item in items if item is not None}
    if types == {"integer", "number"}:
        types = {"number"}
    if len(types) > 1:
        raise Problem(HTTPStatus.BAD_REQUEST, f"The items of {name} have several types. Send items of one type.")
    type_: Type = types.pop() if types else "text"
    is_list = isinstance(value, list)
    parameter = Parameter(name, type_, "", is_list=is_list)
    try:
        return Binding(type_, is_list, None if value is None else parameter.values(items))
    except ParameterInvalid as error:
        raise Problem(HTTPStatus.BAD_REQUEST, str(error)) from None


def _type(item: Scalar) -> Type:
    if isinstance(item, bool):
        return "boolean"
    return "integer" if isinstance(item, int) else "number" if isinstance(item, float) else "text"


def _options(arguments: MultiDict[str, str], accept: MIMEAccept) -> Options:
    """The options of a URL.

    Raises:
        Problem: 400 for a value that is not valid, 406 if there is no format that the client accepts.
    """
    for name in OPTION_SCHEMAS:
        if len(arguments.getlist(name)) > 1:
            raise Problem(HTTPStatus.BAD_REQUEST, f"{name} was sent several times. Send it once.")
    format_ = _format(arguments, accept)
    at_least = arguments.get("at_least")
    options = Options(
        format_,
        _limit(arguments.get("limit")),
        arguments.get("cursor"),
        None if at_least is None else utc_time("at_least", at_least, "Send one such as 2026-01-31T12:00:00Z."),
        _wait(arguments.get("wait")),
    )
    if options.cursor is not None and format_ is not None:
        raise Problem(HTTPStatus.BAD_REQUEST, f"cursor goes with format={JSON}. {format_.name} has all rows.")
    return options


def _format(arguments: MultiDict[str, str], accept: MIMEAccept) -> Format | None:
    name = arguments.get("format")
    if name is None:
        types = {_JSON_TYPE: None, **{item.media_type.partition(";")[0]: item for item in FORMATS.values()}}
        chosen = accept.best_match(types) if accept else _JSON_TYPE
        if chosen is None:
            raise Problem(HTTPStatus.NOT_ACCEPTABLE, f"There is no such format. Accept one of {', '.join(types)}.")
        return types[chosen]
    if name == JSON:
        return None
    if name not in FORMATS:
        raise Problem(HTTPStatus.BAD_REQUEST, f"format={name[:100]} is not one of {JSON}, {', '.join(FORMATS)}.")
    return FORMATS[name]


def _limit(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 20 and 1 <= int(text) < _MAX_ROWS):
        raise Problem(HTTPStatus.BAD_REQUEST, f"limit={text[:100]} is not a number of rows from 1.")
    return int(text)


def _wait(text: str | None) -> float:
    if text is None:
        return 0
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    # false for NaN
    if not 0 <= seconds <= MAX_WAIT_SECONDS:
        raise Problem(
            HTTPStatus.BAD_REQUEST, f"wait={text[:100]} is not a number of seconds from 0 to {MAX_WAIT_SECONDS}."
        )
    return seconds


def _refuse_unknown(names: Collection[str], known: Collection[str]) -> None:
    for name in names:
        if name not in known:
            hint = get_close_matches(name, known, 1)
            remedy = f"Did you mean {hint[0]}?" if hint else f"Use {', '.join(sorted(known))}."
            raise Problem(HTTPStatus.BAD_REQUEST, f"{name[:100]} is not a parameter of this route. {remedy}")
