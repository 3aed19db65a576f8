"""The page at / and its assets: who gets it, how it is cached, what it may do."""

import json
import re
from pathlib import Path

from flask.testing import FlaskClient

import ingest_api.web

PAGE = Path(ingest_api.web.__file__).with_name("page")
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def test_browsers_get_the_page_and_programs_json(client: FlaskClient) -> None:
    page = client.get("/", headers=BROWSER)
    assert page.content_type == "text/html; charset=utf-8"
    for accept in ("*/*", "application/json", "application/json, text/html;q=0.9", ""):
        assert client.get("/", headers={"Accept": accept}).get_json()["service"] == "eventmart"
    assert client.get("/").headers["Vary"] == page.headers["Vary"] == "Accept"


def test_the_page_may_do_no_more_than_it_needs(client: FlaskClient) -> None:
    page = client.get("/", headers=BROWSER)
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get("/").headers["X-Content-Type-Options"] == "nosniff"
    # the policy forbids what is inline
    assert not re.search(r"<style|style=|<script(?! type=\"module\" src=)| on\w+=", page.text)


def test_the_page_is_asked_for_each_time_and_its_assets_once(client: FlaskClient) -> None:
    page = client.get("/", headers=BROWSER)
    assert page.headers["Cache-Control"] == "no-cache"
    again = client.get("/", headers=BROWSER | {"If-None-Match": page.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    urls = re.findall(r'(?:href|src)="(/page/[^"]+)"', page.text)
    assert {"icon.svg", "theme.css", "main.js"} <= {Path(url).name for url in urls}
    for url in urls:
        asset = client.get(url)
        assert asset.status_code == 200
        assert asset.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert asset.headers["ETag"]
    assert client.get("/page/0123456789abcdef/main.js").status_code == 404
    assert client.get(f"{Path(urls[0]).parent}/../index.html").status_code == 404


def test_modules_import_what_exists() -> None:
    modules = [path for path in (PAGE / "assets").rglob("*.js") if path.parent.name != "vendor"]
    for module in modules:
        for imported in re.findall(r'from "(\.[^"]+)"', module.read_text()):
            assert (module.parent / imported).exists(), (module, imported)


def test_the_bundles_are_built_of_what_the_lock_names() -> None:
    lock = json.loads((PAGE / "vendor" / "package-lock.json").read_text())["packages"]
    locked = {path.removeprefix("node_modules/"): package.get("version") for path, package in lock.items()}
    for name in ("codemirror", "plot"):
        banner = (PAGE / "assets" / "vendor" / f"{name}.js").read_text().partition("*/")[0]
        bundled = dict(re.findall(r"(\S+)@([\d.]+)", banner))
        assert bundled
        assert bundled == {package: locked[package] for package in bundled}
        licences = (PAGE / "assets" / "vendor" / f"{name}.licences.txt").read_text()
        assert all(f"{package} {version} (" in licences for package, version in bundled.items())
