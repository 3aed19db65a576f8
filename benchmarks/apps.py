"""WSGI applications for `benchmarks.serve`: the API itself, and two that it is compared with."""

import json
import os
from importlib import import_module
from typing import Any

from flask import Flask, request
from pyspark.sql import SparkSession

from eventmart.jvm import declared_artifacts, resolve_artifact
from eventmart.settings import load_settings
from ingest_api import main
from ingest_api.gateway.rsgi import Gateway
from ingest_api.web.app import create_app


def api() -> Flask:
    """The API as a WSGI application, for servers other than its own gateway."""
    settings = load_settings()
    return create_app(main.build(settings, main.open_spool(settings)))


def asgi() -> Any:  # noqa: ANN401 - a2wsgi is installed for the benchmark alone
    """The API as an ASGI application, through a2wsgi.

    a2wsgi runs `receive()` from other threads, which takes a coroutine. granian's returns a future.
    """
    application = import_module("a2wsgi").WSGIMiddleware(api(), workers=load_settings().api_threads)

    async def with_coroutines(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI's types
        async def received() -> Any:  # noqa: ANN401
            return await receive()

        async def sent(message: Any) -> None:  # noqa: ANN401
            await send(message)

        await application(scope, received, sent)

    return with_coroutines


def threads() -> Gateway:
    """The API behind its gateway, which hands each request to a thread."""
    return main.gateway(with_event_loop=False)


def append() -> Flask:
    """An application that opens a file, appends the event and calls fsync."""
    path = load_settings().state_dir / "events.jsonl"
    app = Flask(__name__)

    @app.post("/event")
    def post_event() -> tuple[dict[str, int], int]:
        line = json.dumps(request.get_json())
        with path.open("a") as file:
            file.write(f"{line}\n")
            file.flush()
            os.fsync(file.fileno())
        return {"accepted": 1}, 202

    return app


def spark_jdbc() -> Flask:
    """An application that creates a DataFrame from the event and appends it to a PostgreSQL table over JDBC."""
    settings = load_settings()
    jdbc_jar = resolve_artifact(declared_artifacts()["postgresql-jdbc"], settings.jars_dir)
    spark = (
        SparkSession.builder.master(settings.spark_master)
        .config("spark.driver.extraClassPath", str(jdbc_jar))
        .config("spark.driver.memory", settings.spark_driver_memory)
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.warehouse.dir", str(settings.state_dir / "warehouse"))
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )
    url = f"jdbc:postgresql://{settings.postgres_host}:{settings.postgres_port}/postgres"
    properties = {
        "user": settings.postgres_admin_user,
        "password": settings.secret("postgres_admin_password"),
        "driver": "org.postgresql.Driver",
    }
    app = Flask(__name__)

    @app.post("/event")
    def post_event() -> tuple[dict[str, int], int]:
        event = request.get_json()
        row = (event.get("event_id"), event.get("event_type"), json.dumps(event))
        frame = spark.createDataFrame([row], "event_id string, event_type string, event string")
        frame.write.jdbc(url, "events", mode="append", properties=properties)
        return {"accepted": 1}, 202

    return app
