"""The `eventmart` command."""

import os
import shlex
import shutil
import sys
from pathlib import Path

import click
import psycopg
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from cli.api import Api
from cli.demo.clickstream import clickstream
from cli.demo.tour import Tour
from cli.event_file import EventFile
from cli.send import with_ids
from cli.sending import Sending
from cli.updating import Updating
from eventmart.errors import OperatorError, first_line
from eventmart.files import write_private
from eventmart.jvm import declared_artifacts, resolve_artifact
from eventmart.keys import SCOPES, KeyFile
from eventmart.postgres import password, user
from eventmart.process import explain
from eventmart.settings import API_KEY_VARIABLE, Settings, load_paths, load_settings, secrets_path
from local_stack.postgres import binaries
from local_stack.preflight import check_disk, ensure_secrets
from local_stack.services import NOT_READY_YET, SERVICES
from local_stack.stack import Stack
from pipeline.bootstrap import bootstrap as create_missing

console = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 200)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="eventmart")
def cli() -> None:
    """JSON events in over HTTP, analytics marts out in SQL."""


@cli.command()
def up() -> None:
    """Start the embedded stack and wait until it is ready."""
    settings = _start()
    _where_to_go(settings)


@cli.command()
def down() -> None:
    """Stop the embedded stack; its data stays."""
    if not _stack(_existing_settings()).down():
        console.print("Nothing was running.")


@cli.command()
def status() -> None:
    """Show the services of the embedded stack."""
    table = Table("service", "state", "ports", "MiB")
    total = 0.0
    for name, state, ports, memory in _stack(_existing_settings()).status():
        colour = {"running": "green", "stopped": "dim"}.get(state, "red")
        table.add_row(name, f"[{colour}]{state}[/]", ports, f"{memory:,.0f}")
        total += memory
    table.caption = f"{total:,.0f} MiB resident"
    console.print(table)


@cli.command()
@click.argument("service", required=False, type=click.Choice([service.name for service in SERVICES]))
def logs(service: str | None) -> None:
    """Follow the log of one service, or of all."""
    supervisor = _stack(_existing_settings()).supervisor
    files = [supervisor.log_file(entry) for entry in SERVICES if service in (None, entry.name)]
    present = [str(file) for file in files if file.exists()]
    if not present:
        raise OperatorError("There are no logs yet: run `make up`.")
    os.execvp("tail", ["tail", "-n", "40", "-F", *present])  # noqa: S606, S607


@cli.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
def clean(yes: bool) -> None:
    """Stop the embedded stack and delete all of its data."""
    settings = _existing_settings()
    if not yes:
        click.confirm(f"Delete {settings.state_dir} with every event in it?", abort=True)
    _stack(settings).down()
    shutil.rmtree(settings.state_dir)
    console.print(f"{settings.state_dir} is gone.")


_url_option = click.option(
    "--url", default=lambda: f"http://127.0.0.1:{load_settings().api_port}", help="Where the API is."
)
_key_option = click.option("--key", envvar=API_KEY_VARIABLE, help="API key, where the API asks for one.")


@cli.command("send")
@click.argument("events", type=click.Path(path_type=Path, allow_dash=True))
@_url_option
@_key_option
def send_events(events: Path, url: str, key: str | None) -> None:
    """Send EVENTS: a file of JSON lines, plain or gzip; or - for those that come in.

    A file that was cut off goes on where it was the next time. An event counts once, however often it is sent: one
    without an id is given one that follows from the file and the line. Exit code 2 tells that some were rejected.
    """
    sending = Sending(url, key, console)
    if str(events) == "-":
        sent = sending.stream(sys.stdin.buffer)
    else:
        sent = sending.file(EventFile(events.expanduser()), load_paths().state_dir / "send")
    if sent.rejected:
        sys.exit(2)


@cli.command()
@click.option("--full", is_flag=True, help="Build all anew from the raw events, and run all tests.")
@_url_option
@_key_option
def update(*, full: bool, url: str, key: str | None) -> None:
    """Bring what is new into the mart, and show how it goes."""
    Updating(Api(url, key), console).follow(full="true" if full else "false")


@cli.command()
@click.option("--from", "begin", required=True, metavar="MOMENT", help="ISO 8601; UTC where it names no zone.")
@click.option("--to", "end", required=True, metavar="MOMENT", help="The same; what came then is no longer meant.")
@_url_option
@_key_option
def replay(begin: str, end: str, url: str, key: str | None) -> None:
    """Bring what was received in a range of time anew from the raw events into the lake and the mart."""
    Updating(Api(url, key), console).follow(**{"from": begin, "to": end})


@cli.command()
@click.argument("events", required=False, type=click.Path(path_type=Path))
@_key_option
def demo(events: Path | None, key: str | None) -> None:
    """Start the stack, send EVENTS (JSON lines, plain or gzip; or a web shop's clickstream), show the mart."""
    # read first: a file that cannot be read is told before anything is started
    if events is None:
        lines = list(clickstream())
    else:
        file = EventFile(events.expanduser())
        lines = list(with_ids(file.lines(), file.digest()))
    settings = _start()
    Tour(settings.api_url, key, console).run(lines)
    _where_to_go(settings)


@cli.command()
def jars() -> None:
    """Download the JVM libraries into EVENTMART_JARS_DIR."""
    for artifact in declared_artifacts().values():
        console.print(str(resolve_artifact(artifact, load_paths().jars_dir)))


@cli.command()
def bootstrap() -> None:
    """Create what is missing in PostgreSQL: roles, databases, schemas, the Hive metastore."""
    settings = load_settings()
    create_missing(settings, resolve_artifact(declared_artifacts()["postgresql-jdbc"], settings.jars_dir))
    console.print("PostgreSQL is ready.")


@cli.command()
@click.argument("service", type=click.Choice([service.name for service in SERVICES]))
def probe(service: str) -> None:
    """Tell by the exit code whether a service is ready (health check of a container)."""
    (probed,) = (entry for entry in SERVICES if entry.name == service)
    try:
        is_ready = probed.is_ready(load_settings())
    except NOT_READY_YET as error:
        raise OperatorError(f"{service}: {error}") from None
    if not is_ready:
        raise OperatorError(f"{service} is not ready yet.")


@cli.group()
def keys() -> None:
    """Make, list and revoke API keys; a change holds at once."""


@keys.command("create")
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, required=True, type=click.Choice(SCOPES), help="May be given often.")
def create_key(name: str, scopes: tuple[str, ...]) -> None:
    """Make a key and print it; from the first one on, the API asks for keys."""
    click.echo(KeyFile(load_paths().api_keys_file).create(name, scopes))


@keys.command("list")
def list_keys() -> None:
    """Show the keys, without their secrets."""
    keys = KeyFile(load_paths().api_keys_file)
    for key in keys.all():
        click.echo(f"{key.name}\t{','.join(key.scopes)}")
    _tell_without_keys(keys)


@keys.command("revoke")
@click.argument("name")
def revoke_key(name: str) -> None:
    """Delete a key."""
    keys = KeyFile(load_paths().api_keys_file)
    keys.revoke(name)
    click.echo(f"The key {name} opens nothing any more.", err=True)
    _tell_without_keys(keys)


@cli.command()
def env() -> None:
    """Print the settings as shell commands: `eval "$(eventmart env)"`, and dbt works by hand."""
    for name, value in _existing_settings().environment().items():
        click.echo(f"export {name}={shlex.quote(value)}")
    click.echo(f"export PATH={shlex.quote(str(Path(sys.executable).parent))}:$PATH")


def _tell_without_keys(keys: KeyFile) -> None:
    if not keys.exists:
        click.echo("There are no keys, and the API asks for none.", err=True)
    elif not keys.all():
        path = load_paths().api_keys_file
        click.echo(f"No key is left, and the API lets nobody in: make one, or delete {path} to ask for none.", err=True)


def _start() -> Settings:
    check_disk(load_paths().state_dir)
    ensure_secrets(secrets_path())
    settings = load_settings()
    console.print("Starting the stack; a first start takes a minute or two.")
    _stack(settings).up()
    reader = f"{settings.postgres_database}:{user(settings, 'reader')}:{password(settings, 'reader')}"
    write_private(_pgpass(settings), f"{settings.postgres_host}:{settings.postgres_port}:{reader}\n")
    return settings


def _existing_settings() -> Settings:
    if not secrets_path().exists():
        raise OperatorError("There is no stack here yet: run `make up` or `make demo`.")
    return load_settings()


def _stack(settings: Settings) -> Stack:
    return Stack(settings, lambda line: console.print(f"[green]✓[/] {line}"))


def _pgpass(settings: Settings) -> Path:
    return settings.state_dir / "pgpass"


def _where_to_go(settings: Settings) -> None:
    psql = "psql" if shutil.which("psql") else str(binaries() / "psql")
    server = f"-h {settings.postgres_host} -p {settings.postgres_port}"
    sql = shlex.quote("select * from daily_active_users")
    console.print(
        "\n[bold]Where to go next[/]\n"
        f"  API     {settings.api_url}\n"
        f"  docs    {settings.api_url}/docs/\n"
        f"  send    curl {settings.api_url}/event -H 'Content-Type: application/json' "
        """-d '{"event_type": "page_view", "user_id": "me"}'\n"""
        f"  update  curl {settings.api_url}/data/update\n"
        f"  query   curl -G {settings.api_url}/analytics/query --data-urlencode sql={sql}\n"
        f"  psql    PGPASSFILE={_pgpass(settings)} {psql} {server} -U {user(settings, 'reader')} "
        f"{settings.postgres_database}      (\\d lists what there is)\n"
        "  stop    make down        (the data stays; make up starts again)",
        markup=True,
    )


def main() -> None:
    """Run the command; an error that the operator can mend is one line and exit code 1."""
    try:
        cli()
    except OperatorError as error:
        console.print(f"[red]✗[/] {error}", markup=True)
        sys.exit(1)
    except psycopg.OperationalError as error:
        console.print(
            f"[red]✗[/] PostgreSQL: {first_line(error)}. Check that it is up, and what EVENTMART_POSTGRES_* say of it."
        )
        sys.exit(1)
    except ValidationError as error:
        for line in explain(error):
            console.print(f"[red]✗[/] {line}")
        sys.exit(1)


if __name__ == "__main__":
    main()
