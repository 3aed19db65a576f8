"""The `eventmart` command."""

import os
import shlex
import shutil
import sys
from importlib import import_module
from pathlib import Path

import click
import psycopg
import requests
from hdfs.util import HdfsError
from pydantic import ValidationError
from rich.markup import escape
from rich.table import Table

from cli.api import Api
from cli.backups import Backups
from cli.console import console
from cli.demo.clickstream import clickstream
from cli.demo.tour import Tour
from cli.event_file import EventFile
from cli.send import configured_ids, with_ids
from cli.sending import Sending
from cli.updating import RunProgress, Updating
from eventmart.errors import OperatorError, first_line
from eventmart.files import write_private
from eventmart.jvm import declared_artifacts, resolve_artifact
from eventmart.keys import SCOPES, KeyFile
from eventmart.postgres import password, user
from eventmart.process import explain
from eventmart.settings import API_KEY_VARIABLE, PREFIX, Settings, load_paths, load_settings, secrets_path
from eventmart.timetable import OFF
from local_stack.dbt_profiles import write_profiles
from local_stack.preflight import check_disk, ensure_secrets
from local_stack.services import ALL_SERVICES, services
from local_stack.stack import UPDATE_EVERY, Stack
from pipeline.bootstrap import bootstrap as create_missing


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="eventmart")
def cli() -> None:
    """JSON events in over HTTP, analytics marts out in SQL.

    To try it out, run `eventmart demo`.
    """


@cli.command()
def up() -> None:
    """Start the embedded stack and wait until it is ready."""
    settings = _start()
    _print_next_steps(settings)


@cli.command()
def down() -> None:
    """Stop the embedded stack and keep its data."""
    if _stack(_existing_settings()).down():
        console.print("The data is kept. Start the stack again with `make up`.")
    else:
        console.print("The stack is not running. Start it with `make up`.")


@cli.command()
def airflow() -> None:
    """Start Airflow beside the running stack, with the DAG that updates the mart every day.

    If the API requires a key, set EVENTMART_API_KEY to one of scope admin.
    """
    settings = _existing_settings()
    _stack(settings).start_airflow()
    url = f"http://127.0.0.1:{settings.airflow_port}"
    console.print(
        "\n[bold]Airflow[/]\n"
        f"  DAG     {url}/dags/eventmart_daily\n"
        "  run it  the button Trigger on that page\n"
        "  logs    make logs SERVICE=airflow-scheduler\n"
        "  stop    make down\n"
        "          (stops the whole stack)"
    )


@cli.command()
def status() -> None:
    """Show state, ports and memory of the stack's services."""
    table = Table("service", "state", "ports", "MiB")
    total = 0.0
    for name, state, ports, memory in _stack(_existing_settings()).status():
        colour = {"running": "green", "stopped": "dim"}.get(state, "red")
        table.add_row(name, f"[{colour}]{state}[/]", ports, f"{memory:,.0f}")
        total += memory
    table.caption = f"{total:,.0f} MiB resident"
    console.print(table)


@cli.command()
@click.argument("service", required=False)
def logs(service: str | None) -> None:
    """Follow the log of one service, or of all services."""
    settings = _existing_settings()
    supervisor = _stack(settings).supervisor
    candidates = {each.name: each for each in (*ALL_SERVICES, *services(settings))}
    if service not in (None, *candidates):
        raise click.BadParameter(f"{service} is none of {', '.join(candidates)}.", param_hint="service")
    files = [supervisor.log_file(each) for name, each in candidates.items() if service in (None, name)]
    existing_files = [str(file) for file in files if file.exists()]
    if not existing_files:
        raise OperatorError("There are no logs yet. Run `make up` to start the stack.")
    os.execvp("tail", ["tail", "-n", "40", "-F", *existing_files])  # noqa: S606, S607


@cli.command()
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
def clean(yes: bool) -> None:
    """Stop the embedded stack and delete all its data."""
    settings = _existing_settings()
    if not yes:
        click.confirm(f"Delete {settings.state_dir} and every event in it?", abort=True)
    _stack(settings).down()
    shutil.rmtree(settings.state_dir)
    console.print(f"Deleted {settings.state_dir}. Start a new stack with `make up`.")


_url_option = click.option(
    "--url", default=lambda: f"http://127.0.0.1:{load_settings().api_port}", help="URL of the API."
)
_key_option = click.option("--key", envvar=API_KEY_VARIABLE, help="API key, if the API requires one.")


@cli.command("send")
@click.argument("events", type=click.Path(path_type=Path, allow_dash=True))
@_url_option
@_key_option
def send_events(events: Path, url: str, key: str | None) -> None:
    """Send EVENTS to the API.

    EVENTS is a file of JSON lines, plain or gzip, or - for standard input.

    If sending a file is interrupted, run the same command again: it continues where it stopped. An event counts once,
    however often the file is sent, because an event without an id gets one derived from the file and the line. Events
    from standard input need ids of their own for that.

    Exit code 2 means that some events were rejected.
    """
    sending = Sending(url, key, console)
    if str(events) == "-":
        sent = sending.stream(sys.stdin.buffer)
    else:
        sent = sending.file(EventFile(events.expanduser()), load_paths().state_dir / "send")
    if sent.rejected:
        sys.exit(2)


@cli.command()
@click.option("--full", is_flag=True, help="Rebuild everything from the raw events and run all tests.")
@_url_option
@_key_option
def update(*, full: bool, url: str, key: str | None) -> None:
    """Update the mart with new events and show the progress."""
    Updating(Api(url, key), console).follow(full="true" if full else "false")


@cli.command()
@click.option("--from", "begin", required=True, metavar="TIME", help="Start, inclusive. ISO 8601, by default UTC.")
@click.option("--to", "end", required=True, metavar="TIME", help="End, exclusive. ISO 8601, by default UTC.")
@_url_option
@_key_option
def replay(begin: str, end: str, url: str, key: str | None) -> None:
    """Load what lake and mart lack of a time of reception.

    Reads the raw events again that the API received from --from up to --to. What the lake holds already stays as it is.
    """
    Updating(Api(url, key), console).follow(**{"from": begin, "to": end})


@cli.command()
@click.option("--user", prompt=True, metavar="ID", help="The user, as in column user_id of the mart.")
@click.option("--source", metavar="NAME", help="Erase only what was sent with the key of this name.")
@_url_option
@_key_option
def forget(user: str, source: str | None, url: str, key: str | None) -> None:
    """Erase a person's events from everywhere.

    Erases what was received up to now. Without --user, the command asks for the id, which then is not in the history of
    the shell. If it is interrupted, the worker goes on.
    """
    api = Api(url, key)
    requested = api.post("/data/forget", {"user_id": user} | ({"source": source} if source else {}))
    console.print(f"Request {requested['erasure_id']} is stored.")
    RunProgress(console).watch(lambda: api.get(requested["update_url"]))
    erasure = api.get(requested["status_url"])
    if erasure["finished_at"] is None:
        raise OperatorError(
            "Not done yet: not everything that was received before has landed. The next update run tries again; see "
            f"{requested['status_url']}."
        )
    console.print(f"Forgotten: {erasure['line_count']} lines of the raw files, and all that followed from them.")


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def backup(folder: Path) -> None:
    """Make a backup in FOLDER, which must be new or empty.

    Everything that the API acknowledged before is in it. Events may arrive meanwhile, and updates may run.
    """
    Backups(load_settings(), console).create(folder)


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--keep-newer", is_flag=True, help="The stack may hold events that were received after the backup.")
def restore(folder: Path, *, keep_newer: bool) -> None:
    """Restore the backup in FOLDER into an empty, running stack.

    The worker then builds the lake and the mart from the raw events. If the command is interrupted before that, run it
    again.
    """
    Backups(load_settings(), console).restore(folder, keep_newer=keep_newer)


@cli.command()
@click.argument("events", required=False, type=click.Path(path_type=Path))
@_key_option
def demo(events: Path | None, key: str | None) -> None:
    """Start the stack, send EVENTS and show the mart.

    EVENTS is a file of JSON lines, plain or gzip. Without it, the demo sends the clickstream of a web shop.
    """
    # the file is read first, so that an unreadable file is reported before the stack is started
    if events is None:
        lines = list(clickstream())
    else:
        file = EventFile(events.expanduser())
        lines = list(with_ids(file.lines(), configured_ids(), file.digest()))
    settings = _start()
    Tour(settings.api_url, key, console).run(lines)
    _print_next_steps(settings)


@cli.command()
def bootstrap() -> None:
    """Create missing roles, databases and schemas in PostgreSQL.

    This includes the schema of the Hive metastore.
    """
    settings = load_settings()
    create_missing(settings, resolve_artifact(declared_artifacts()["postgresql-jdbc"], settings.jars_dir))
    console.print("PostgreSQL is ready.")


class _Queries(click.Group):
    """A group whose command is imported when it is asked for: parsers and clients of all engines take seconds."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return ["check"]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module("cli.queries").check
        return command


@cli.group(cls=_Queries)
def queries() -> None:
    """Work with the named queries in folder queries."""


@cli.group()
def keys() -> None:
    """Create, list and revoke API keys.

    The API applies changes within 0.1 s.
    """


@keys.command("create")
@click.argument("name")
@click.option(
    "--scope", "scopes", multiple=True, required=True, type=click.Choice(SCOPES), help="Repeat it for several scopes."
)
def create_key(name: str, scopes: tuple[str, ...]) -> None:
    """Create a key and print it.

    The key cannot be shown again. As soon as the first key exists, the API requires a key.
    """
    click.echo(KeyFile(load_paths().api_keys_file).create(name, scopes))


@keys.command("list")
def list_keys() -> None:
    """List the keys and their scopes, without the secrets."""
    keys = KeyFile(load_paths().api_keys_file)
    for key in keys.all():
        click.echo(f"{key.name}\t{','.join(key.scopes)}")
    _report_missing_keys(keys)


@keys.command("revoke")
@click.argument("name")
def revoke_key(name: str) -> None:
    """Delete a key, so that the API refuses it."""
    keys = KeyFile(load_paths().api_keys_file)
    keys.revoke(name)
    click.echo(f"Key {name} is revoked.", err=True)
    _report_missing_keys(keys)


@cli.command()
def env() -> None:
    """Print the settings as shell commands, to run dbt by hand.

    Use it as: eval "$(eventmart env)"
    """
    for name, value in load_settings().environment().items():
        click.echo(f"export {name}={shlex.quote(value)}")
    click.echo(f"export PATH={shlex.quote(str(Path(sys.executable).parent))}:$PATH")


def _report_missing_keys(keys: KeyFile) -> None:
    if not keys.exists:
        click.echo("No key exists, so the API requires none.", err=True)
        click.echo("To create one, run `eventmart keys create NAME --scope write`.", err=True)
    elif not keys.all():
        click.echo("Every key is revoked, so the API refuses all callers. Create a key, or", err=True)
        click.echo(f"delete {load_paths().api_keys_file} to require none.", err=True)


def _start() -> Settings:
    check_disk(load_paths().state_dir)
    ensure_secrets(secrets_path())
    # settings that were loaded before, to read a file of events, lack the secrets
    load_settings.cache_clear()
    settings = load_settings()
    console.print("Starting the stack. The first start takes a minute or two.")
    _stack(settings).up()
    _write_login(settings)
    write_profiles(settings)
    return settings


def _write_login(settings: Settings) -> None:
    """Write the reader's login to the file that the SQL client of the mart's database reads."""
    name, secret = user(settings, "reader"), password(settings, "reader")
    if settings.mart_engine == "clickhouse":
        write_private(_netrc(settings), f"machine {settings.mart_host} login {name} password {secret}\n")
    else:
        server = f"{settings.mart_host}:{settings.mart_port}:{settings.postgres_database}"
        write_private(_pgpass(settings), f"{server}:{name}:{secret}\n")


def _existing_settings() -> Settings:
    if not secrets_path().exists():
        raise OperatorError("There is no stack here yet. Run `make up` or `make demo`.")
    return load_settings()


def _stack(settings: Settings) -> Stack:
    return Stack(settings, lambda line: console.print(f"[green]✓[/] {escape(line)}"))


def _pgpass(settings: Settings) -> Path:
    return settings.state_dir / "pgpass"


def _netrc(settings: Settings) -> Path:
    return settings.state_dir / "netrc"


def _sql_client_hint(settings: Settings) -> str:
    if settings.mart_engine == "clickhouse":
        return (
            f"  sql     curl --netrc-file {_netrc(settings)} \\\n"
            f"            'http://{settings.mart_host}:{settings.mart_port}/?database=mart' \\\n"
            "            -d 'show tables'\n"
        )
    # PostgreSQL's clients are no part of the stack
    has_psql = shutil.which("psql") is not None
    hint = "" if has_psql else "          (psql is missing: apt install postgresql-client, brew install libpq)\n"
    return (
        f"  psql    PGPASSFILE={_pgpass(settings)} \\\n"
        f"            psql -h {settings.mart_host} -p {settings.mart_port} \\\n"
        f"            -U {user(settings, 'reader')} {settings.postgres_database}\n"
        "          (\\d lists the tables)\n"
        f"{hint}"
    )


def _update_hint(settings: Settings) -> str:
    every = settings.update_every if "update_every" in settings.model_fields_set else UPDATE_EVERY
    at_once = f"curl {settings.api_url}/data/update"
    return at_once if every == OFF else f"by itself ({every}); at once: {at_once}"


def _start_hint(settings: Settings) -> str:
    name = f"{PREFIX}MART_ENGINE"
    return f"make up {name}={settings.mart_engine}" if name in os.environ else "make up"


def _print_next_steps(settings: Settings) -> None:
    sql = shlex.quote("select * from daily_active_users")
    console.print(
        "\n[bold]Next steps[/]\n"
        f"  page    {settings.api_url}\n"
        f"  docs    {settings.api_url}/docs/\n"
        f"  send    curl {settings.api_url}/event \\\n"
        "            -H 'Content-Type: application/json' \\\n"
        """            -d '{"event_type": "page_view", "user_id": "me"}'\n"""
        f"  update  {_update_hint(settings)}\n"
        f"  query   curl -G {settings.api_url}/analytics/query \\\n"
        f"            --data-urlencode sql={sql}\n"
        f"{_sql_client_hint(settings)}"
        "  stop    make down (keeps the data)\n"
        f"  start   {_start_hint(settings)}",
        markup=True,
    )


def main() -> None:
    """Run the command. If it fails with an error that the operator can fix, print one line and exit with code 1."""
    try:
        cli()
    except OperatorError as error:
        console.print(f"[red]✗[/] {escape(str(error))}")
        sys.exit(1)
    except psycopg.OperationalError as error:
        console.print(
            f"[red]✗[/] PostgreSQL: {escape(first_line(error))}. Check that it is running (`make status`), and check "
            "the EVENTMART_POSTGRES_* settings."
        )
        sys.exit(1)
    except (HdfsError, requests.RequestException) as error:
        console.print(
            f"[red]✗[/] HDFS: {escape(first_line(error))}. Check that it is running (`make status`), and check the "
            "EVENTMART_HDFS_* settings."
        )
        sys.exit(1)
    except ValidationError as error:
        for line in explain(error):
            console.print(f"[red]✗[/] {escape(line)}")
        sys.exit(1)


if __name__ == "__main__":
    main()
