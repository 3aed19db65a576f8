"""The API, as the commands ask it."""

from typing import Any

import requests

from cli.send import NOT_UP, bearer, cause
from eventmart.errors import OperatorError

_TIMEOUT_SECONDS = 60


class Api:
    """The API's answers as JSON.

    Args:
        key: API key, where the API asks for one.
    """

    def __init__(self, url: str, key: str | None) -> None:
        self._url = url
        self._http = requests.Session()
        self._http.headers.update(bearer(key))

    def get(self, path: str, **parameters: str) -> dict[str, Any]:
        """GET a path.

        Raises:
            OperatorError: the API refuses, and the message says what it said; or it does not answer.
        """
        try:
            response = self._http.get(f"{self._url}{path}", params=parameters, timeout=_TIMEOUT_SECONDS)
            body: dict[str, Any] = response.json()
        except requests.JSONDecodeError:
            raise OperatorError(f"{self._url} answers without JSON: is it eventmart's API?") from None
        except requests.RequestException as error:
            raise OperatorError(f"{self._url} does not answer ({cause(error)}). {NOT_UP}") from None
        if not response.ok:
            raise OperatorError(f"GET {path}: {body['detail']}")
        return body
