"""API keys: authentication, scopes, and immediate effect of changes."""

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventmart.errors import OperatorError
from eventmart.keys import KeyFile
from ingest_api.web.app import create_app
from ingest_api.web.services import Services
from tests.unit.conftest import spooled

EVENT = {"data": b'{"id": "1"}', "content_type": "application/json"}


@pytest.fixture
def app(services: Services) -> Flask:
    return create_app(services)


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def test_every_route_declares_its_scope(app: Flask) -> None:
    scopes = {
        rule.rule: vars(app.view_functions[rule.endpoint])["scope"]
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
    }
    assert {rule for rule, scope in scopes.items() if scope is None} == {
        *("/", "/page/<version>/<path:name>", "/health/live", "/health/ready"),
        *("/openapi.json", "/docs/api/", "/docs/api/<path:path>"),
    }
    assert (scopes["/event"], scopes["/analytics/query"], scopes["/data/update"]) == ("write", "read", "admin")


def test_the_keys_name_is_the_source_and_the_file_holds_no_secret(
    client: FlaskClient, services: Services, tmp_path: Path
) -> None:
    assert client.post("/event", **EVENT).status_code == 202
    key = services.keys.create("web-shop", ["write"])
    assert client.post("/event", headers=bearer(key), **EVENT).status_code == 202
    assert [record["source"] for record in spooled(tmp_path)] == ["anonymous", "web-shop"]
    path = tmp_path / "api_keys.json"
    assert path.stat().st_mode & 0o777 == 0o600
    assert key.removeprefix("em_web-shop_") not in path.read_text()
    (kept,) = json.loads(path.read_text())
    assert (kept["name"], kept["scopes"]) == ("web-shop", ["write"])


def test_once_keys_exist_a_valid_key_is_required(client: FlaskClient, services: Services) -> None:
    key = services.keys.create("a", ["write"])
    invalid_headers = [
        {},
        bearer(""),
        bearer("nonsense"),
        bearer(key[:-1] + ("x" if key[-1] != "x" else "y")),
        bearer(key.replace("em_a_", "em_b_")),
        {"Authorization": "Basic !!!"},
        {"Authorization": "nonsense"},
    ]
    for headers in invalid_headers:
        answer = client.post("/event", headers=headers, **EVENT)
        assert answer.status_code == 401, headers
        assert answer.content_type == "application/problem+json"
        assert answer.headers["WWW-Authenticate"].startswith("Basic")
    basic = base64.b64encode(f"anybody:{key}".encode()).decode()
    assert client.post("/event", headers={"Authorization": f"Basic {basic}"}, **EVENT).status_code == 202
    assert client.get("/health/live").status_code == 200


def test_a_scope_allows_its_own_routes_and_admin_allows_all(client: FlaskClient, services: Services) -> None:
    writer, reader, admin = (services.keys.create(name, [name]) for name in ("write", "read", "admin"))
    services.docs_dir.mkdir()
    (services.docs_dir / "index.html").write_text("the site")
    assert client.get("/docs/", headers=bearer(writer)).status_code == 403
    assert client.get("/docs/", headers=bearer(reader)).status_code == 200
    assert client.post("/event", headers=bearer(reader), **EVENT).status_code == 403
    answer = client.get("/data/update", headers=bearer(reader))
    assert answer.status_code == 403
    assert answer.json is not None
    assert "admin" in answer.json["detail"]
    assert client.get("/docs/", headers=bearer(admin)).status_code == 200
    assert client.post("/event", headers=bearer(admin), **EVENT).status_code == 202


def test_a_revoked_key_is_refused_at_once_and_so_are_callers_without_a_key(
    client: FlaskClient, services: Services, tmp_path: Path
) -> None:
    key = services.keys.create("a", ["write"])
    assert client.post("/event", headers=bearer(key), **EVENT).status_code == 202
    # by another process
    KeyFile(tmp_path / "api_keys.json").revoke("a")
    assert client.post("/event", headers=bearer(key), **EVENT).status_code == 401
    assert client.post("/event", **EVENT).status_code == 401


def test_the_file_is_cached_for_the_trust_time(tmp_path: Path) -> None:
    now = 0.0
    keys = KeyFile(tmp_path / "keys.json", trust_seconds=1, clock=lambda: now)
    assert not keys.exists
    key = KeyFile(tmp_path / "keys.json").create("a", ["read"])
    now = 0.9
    assert not keys.exists
    now = 1.0
    assert keys.exists
    assert keys.find(key) is not None
    KeyFile(tmp_path / "keys.json").revoke("a")
    now = 2.0
    assert keys.find(key) is None
    assert keys.exists


def test_on_a_public_address_keys_are_required_even_if_the_file_is_missing(services: Services) -> None:
    client = create_app(replace(services, are_keys_required=True)).test_client()
    assert client.post("/event", **EVENT).status_code == 401


def test_an_unreadable_file_refuses_everyone(services: Services, tmp_path: Path) -> None:
    path = tmp_path / "api_keys.json"
    client = create_app(replace(services, keys=KeyFile(path, trust_seconds=60))).test_client()
    path.write_text('[{"name": "torn"')
    assert [client.post("/event", **EVENT).status_code for _ in range(3)] == [500, 500, 500]
    assert spooled(tmp_path) == []


def test_after_a_power_cut_an_emptied_file_allows_nobody_until_a_new_key_is_created(
    services: Services, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "emptied.json"
    path.touch()
    keys = KeyFile(path)
    client = create_app(replace(services, keys=keys)).test_client()
    assert client.post("/event", **EVENT).status_code == 401
    assert "is empty: no key is valid" in caplog.text
    key = keys.create("a", ["write"])
    assert client.post("/event", headers=bearer(key), **EVENT).status_code == 202


def test_no_concurrent_first_request_is_allowed_before_the_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "api_keys.json"
    KeyFile(path).create("a", ["write"])
    for _ in range(50):
        keys, begin = KeyFile(path, trust_seconds=60), Barrier(8)

        def exists(keys: KeyFile = keys, begin: Barrier = begin) -> bool:
            begin.wait()
            return keys.exists

        with ThreadPoolExecutor(8) as threads:
            assert all(future.result() for future in [threads.submit(exists) for _ in range(8)])


def test_names_are_checked(tmp_path: Path) -> None:
    keys = KeyFile(tmp_path / "keys.json")
    keys.create("a", ["read"])
    with pytest.raises(OperatorError, match="Key a already exists"):
        keys.create("a", ["read"])
    with pytest.raises(OperatorError, match="'A b' is not a valid key name"):
        keys.create("A b", ["read"])
    with pytest.raises(OperatorError, match="Key b does not exist"):
        keys.revoke("b")


def test_keys_that_are_created_at_the_same_time_are_all_kept(tmp_path: Path) -> None:
    path = tmp_path / "api_keys.json"
    barrier = Barrier(15)

    def create(number: int) -> str:
        barrier.wait()
        return KeyFile(path).create(f"key-{number}", ["write"])

    with ThreadPoolExecutor(15) as executor:
        keys = list(executor.map(create, range(15)))
    assert {key.name for key in KeyFile(path).all()} == {f"key-{number}" for number in range(15)}
    assert all(KeyFile(path).find(key) for key in keys)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 202),
        ("LOCALHOST:8000", 202),
        ("127.0.0.1:8000", 202),
        ("[::1]:8000", 202),
        ("", 202),
        ("evil.example", 403),
        ("evil.example:8000", 403),
        ("localhost.evil.example", 403),
        ("127.0.0.1.evil.example:8000", 403),
    ],
)
def test_without_keys_the_host_must_be_one_of_this_machine(
    client: FlaskClient, services: Services, host: str, status: int
) -> None:
    assert client.post("/event", headers={"Host": host}, **EVENT).status_code == status
    key = services.keys.create("a", ["write"])
    assert client.post("/event", headers={"Host": host} | bearer(key), **EVENT).status_code == 202
