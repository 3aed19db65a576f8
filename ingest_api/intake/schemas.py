"""Validation of events against JSON Schemas: a folder with at most one schema per event type."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jsonschema_rs
import msgspec

from eventmart.errors import OperatorError, first_line

# characters of a violation that are reported; it quotes what it complains about
_MAX_FAULT = 300


class Schemas:
    """The schemas of a folder, loaded once.

    Args:
        folder: holds `<event type>.json` for each type to check.
        type_members: members of an event that may hold its type; the first that is a string counts.
        is_rejecting: whether an event that violates its schema is rejected; if not, it is accepted with a tag.

    Raises:
        OperatorError: a file is not a JSON Schema.
    """

    def __init__(self, folder: Path, type_members: Sequence[str], is_rejecting: bool) -> None:
        self.is_rejecting = is_rejecting
        self._members = type_members
        type_of = msgspec.defstruct(
            "_Type", [(f"_{n}", msgspec.Raw, msgspec.Raw()) for n in range(len(type_members))], rename=self._rename
        )
        self._decode_type = msgspec.json.Decoder(type_of).decode
        self._validators = {path.stem: _validator(path) for path in sorted(folder.glob("*.json"))}

    def fault(self, event: bytes) -> str | None:
        """The first violation of a JSON event, as text; None if the event is valid, or its type has no schema.

        Only the first is looked for: a small event can have as many as the schema has keywords times its members.
        """
        validator = self._validators.get(self._type(event))
        if validator is None:
            return None
        try:
            validator.validate(msgspec.json.decode(event))
        except jsonschema_rs.ValidationError as error:
            path = "/".join(map(str, error.instance_path))
            return _cut(f"/{path}: {error.message}")
        except (msgspec.DecodeError, ValueError, RecursionError) as error:
            # for example a number out of the range of float
            return f"it cannot be checked against the schema: {error}"
        return None

    def _rename(self, field: str) -> str:
        return self._members[int(field[1:])]

    def _type(self, event: bytes) -> str:
        values = map(bytes, msgspec.structs.astuple(self._decode_type(event)))
        return next((msgspec.json.decode(value, type=str) for value in values if value.startswith(b'"')), "")


def _cut(text: str) -> str:
    return text if len(text) <= _MAX_FAULT else f"{text[:_MAX_FAULT]} …"


def _validator(path: Path) -> Any:  # noqa: ANN401 - the library's validators have no common type
    try:
        schema = msgspec.json.decode(path.read_bytes())
        return jsonschema_rs.validator_for(schema)
    except (msgspec.DecodeError, ValueError) as error:
        raise OperatorError(f"{path} is not a JSON Schema: {first_line(error)}. Fix or remove it.") from None
