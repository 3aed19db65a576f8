"""HTTP client of the commands, except for those that send events."""

from typing import Any

import requests

from cli.send import NOT_UP, bearer, cause
from eventmart.errors import OperatorError

_TIMEOUT_SECONDS = 60


class Api:
    """Client for requests that the API answers with JSON.

    Args:
        url: URL of the API.
        key: API key, if the API requires one.
    """

    def __init__(self, url: str, key: str | None) -> None:
        self._url = url
        self._http = requests.Session()
        self._http.headers.update(bearer(key))

    def get(self, path: str, **parameters: str) -> dict[str, Any]:
        """GET a path and decode the answer.

        Args:
            path: path below the API's URL.
            parameters: query parameters.

        Raises:
            OperatorError: the API does not answer, or refuses the request. The message then contains its reason.
        """
        return self._request("GET", path, parameters, None)

    def delete(self, path: str) -> dict[str, Any]:
        """DELETE a path and decode the answer.

        Args:
            path: path below the API's URL.

        Raises:
            OperatorError: as above.
        """
        return self._request("DELETE", path, {}, None)

    def post(self, path: str, body: dict[str, str]) -> dict[str, Any]:
        """POST a JSON object to a path and decode the answer.

        Args:
            path: path below the API's URL.
            body: the object.

        Raises:
            OperatorError: as above.
        """
        return self._request("POST", path, {}, body)

    def _request(
        self, method: str, path: str, parameters: dict[str, str], json: dict[str, str] | None
    ) -> dict[str, Any]:
        try:
            url = f"{self._url}{path}"
            response = self._http.request(method, url, params=parameters, json=json, timeout=_TIMEOUT_SECONDS)
            body: dict[str, Any] = response.json()
        except requests.JSONDecodeError:
            raise OperatorError(f"{self._url} does not answer with JSON. Check that it is eventmart's API.") from None
        except requests.RequestException as error:
            raise OperatorError(f"{self._url} does not answer ({cause(error)}). {NOT_UP}") from None
        if not response.ok:
            raise OperatorError(f"{method} {path}: {body['detail']}")
        return body
