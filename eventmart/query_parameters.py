"""The typed parameters of a query: what a file declares, and the values that a client sends for them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any, Literal

import msgspec

Type = Literal["text", "integer", "number", "boolean", "date", "timestamp"]
Scalar = str | int | Decimal | bool | date | datetime
Value = Scalar | list[Scalar] | None
"""The value of a parameter: None if it was left out and has no default."""

_MAX_INTEGER = 2**63
_MAX_DIGITS = 100
_MAX_ITEMS = 1000
_BOOLEANS: Mapping[object, bool] = {"true": True, "false": False}
_EXAMPLES: Mapping[Type, str] = {
    "text": "a text",
    "integer": "a whole number, such as 10",
    "number": "a number, such as 2.5",
    "boolean": "true or false",
    "date": "a date, such as 2026-01-31",
    "timestamp": "an ISO 8601 time, such as 2026-01-31T12:00:00Z",
}


class ParameterInvalid(ValueError):
    """A parameter is unknown, missing, or has a value that is not allowed. The message gives the reason."""


class Parameter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A parameter that a query declares.

    Attributes:
        type: type of its value, or of the items of its list. A timestamp without an offset is in UTC.
        default: value if the parameter is left out; null if there is none.
        is_required: whether it must be sent. One that need not be sent and has no default is null in the query.
        is_list: whether it may be sent several times; its value is an array.
        choices: the allowed values; empty for any.
        minimum: least allowed value.
        maximum: greatest allowed value.
    """

    name: str
    type: Type
    description: str
    default: Any = None
    is_required: bool = False
    is_list: bool = False
    choices: Sequence[Any] = ()
    minimum: Any = None
    maximum: Any = None

    def value(self, sent: object) -> Scalar:
        """The value of this parameter, or of one item of its list.

        Args:
            sent: text from a URL, or a value from JSON or YAML.

        Raises:
            ParameterInvalid: it has another type, or is not among the allowed values.
        """
        try:
            value = _convert(self.type, sent)
        except (ValueError, OverflowError, InvalidOperation):
            raise ParameterInvalid(f"{self.name}={_shown(sent)} is not {_EXAMPLES[self.type]}.") from None
        if self.choices and value not in self._constants(self.choices):
            allowed = ", ".join(str(choice) for choice in self.choices)
            raise ParameterInvalid(f"{self.name}={_shown(sent)} is not one of: {allowed}.{_suggestion(sent, allowed)}")
        # values of one type have an order
        if self.minimum is not None and value < _convert(self.type, self.minimum):  # type: ignore[operator]
            raise ParameterInvalid(f"{self.name}={_shown(sent)} is less than {self.minimum}. Send a greater value.")
        if self.maximum is not None and value > _convert(self.type, self.maximum):  # type: ignore[operator]
            raise ParameterInvalid(f"{self.name}={_shown(sent)} is greater than {self.maximum}. Send a smaller value.")
        return value

    def values(self, sent: Sequence[object]) -> Value:
        """The value for everything that was sent under this name.

        Raises:
            ParameterInvalid: there are too many values, or one of them is not allowed.
        """
        if self.is_list:
            if len(sent) > _MAX_ITEMS:
                raise ParameterInvalid(f"{self.name} has {len(sent)} values. Send at most {_MAX_ITEMS}.")
            return [self.value(item) for item in sent]
        if len(sent) != 1:
            raise ParameterInvalid(f"{self.name} has {len(sent)} values. Send one.")
        return self.value(sent[0])

    def default_value(self) -> Value:
        """The value if nothing is sent."""
        if self.default is None:
            return None
        return self.values(self.default if self.is_list else [self.default])

    def _constants(self, constants: Sequence[object]) -> list[Scalar]:
        return [_convert(self.type, constant) for constant in constants]

    def check(self) -> None:
        """Check that default, choices, minimum and maximum have the parameter's type.

        Raises:
            ParameterInvalid: one has not, or a required parameter has a default.
        """
        for constant in (*self.choices, self.minimum, self.maximum):
            if constant is not None:
                msgspec.structs.replace(self, choices=(), minimum=None, maximum=None).value(constant)
        if self.is_required and self.default is not None:
            raise ParameterInvalid(f"{self.name} is required, so its default is never used. Remove one of both.")
        self.default_value()


def bind(parameters: Iterable[Parameter], sent: Mapping[str, Sequence[object]]) -> dict[str, Value]:
    """The value of each parameter.

    Args:
        parameters: those that the query declares.
        sent: the values that were sent for each name.

    Raises:
        ParameterInvalid: a name is unknown, a required parameter is missing, or a value is not allowed.
    """
    declared = {parameter.name: parameter for parameter in parameters}
    for name in sent:
        if name not in declared:
            names = ", ".join(declared) or "none"
            hint = get_close_matches(name, declared, 1)
            remedy = f"Did you mean {hint[0]}?" if hint else f"The parameters are: {names}."
            raise ParameterInvalid(f"{_shown(name)} is not a parameter of this query. {remedy}")
    for name, parameter in declared.items():
        if parameter.is_required and name not in sent:
            raise ParameterInvalid(f"{name} is required. Send {_EXAMPLES[parameter.type]}.")
    return {
        name: parameter.values(sent[name]) if name in sent else parameter.default_value()
        for name, parameter in declared.items()
    }


def _convert(type_: Type, sent: object) -> Scalar:
    """Raises ValueError, OverflowError or InvalidOperation if the value has another type."""
    match type_, sent:
        case "text", str():
            if "\0" in sent:
                raise ValueError
            return sent
        case "boolean", bool():
            return sent
        case "boolean", str():
            if sent in _BOOLEANS:
                return _BOOLEANS[sent]
        case "date", datetime():
            pass
        case "date", date():
            return sent
        case "date", str():
            return date.fromisoformat(sent)
        case "timestamp", datetime():
            return _utc(sent)
        case "timestamp", date() | str():
            return _utc(datetime.fromisoformat(str(sent)))
        case (("integer" | "number"), bool()):
            pass
        case "integer", int() | str():
            # int() reads other digits and underscores too
            if isinstance(sent, str) and not (sent.isascii() and sent.removeprefix("-").isdigit() and len(sent) < 21):
                raise ValueError
            if not -_MAX_INTEGER <= int(sent) < _MAX_INTEGER:
                raise ValueError
            return int(sent)
        case "number", int() | float() | Decimal() | str():
            number = Decimal(str(sent))
            if not number.is_finite() or "_" in str(sent) or abs(number.adjusted()) > _MAX_DIGITS:
                raise ValueError
            return number
    raise ValueError


def _utc(time: datetime) -> datetime:
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)


def _shown(sent: object) -> str:
    text = str(sent)
    return text if len(text) <= 100 else f"{text[:100]}…"


def _suggestion(sent: object, allowed: str) -> str:
    found = get_close_matches(str(sent), allowed.split(", "), 1)
    return f" Did you mean {found[0]}?" if found else ""
