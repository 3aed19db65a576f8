"""`python -m local_stack.airflow COMPONENT`: run one of Airflow's processes, which has a Python environment of its own.

Together they are what `airflow standalone` runs, without the servers for remote logs, which listen on all addresses.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from eventmart.errors import OperatorError
from eventmart.files import write_private
from eventmart.process import one_line_errors
from eventmart.settings import API_KEY_VARIABLE, PROJECT_DIR, Settings, load_settings

DAGS_DIR = PROJECT_DIR / "dags"
AIRFLOW = PROJECT_DIR / ".venv-airflow" / "bin" / "airflow"
_OPTIONS = {"scheduler": ("--skip-serve-logs",), "triggerer": ("--skip-serve-logs",)}


def main(component: str) -> None:
    """Replace this process with the component (exec)."""
    command = [str(AIRFLOW), component, *_OPTIONS.get(component, ())]
    os.execve(command[0], command, environment(load_settings()))  # noqa: S606


def prepare(settings: Settings) -> bool:
    """Create or migrate Airflow's database, and keep the connection to the API for its processes.

    Returns:
        Whether the connection differs from that of the last start. Without a key in the environment, the last one
        stays.

    Raises:
        OperatorError: Airflow is not installed, or its database cannot be migrated.
    """
    if not AIRFLOW.exists():
        raise OperatorError("Airflow is not installed. Run `make airflow`.")
    file = _connection_file(settings)
    last = file.read_text() if file.exists() else "{}"
    connection = json.dumps(
        {
            "conn_type": "http",
            "host": settings.api_host,
            "port": settings.api_port,
            "password": os.environ.get(API_KEY_VARIABLE) or json.loads(last).get("password"),
        }
    )
    write_private(file, connection)
    migrated = subprocess.run(  # noqa: S603
        [str(AIRFLOW), "db", "migrate"],
        env=environment(settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if migrated.returncode != 0:
        raise OperatorError(f"`airflow db migrate` failed: {migrated.stdout.strip()[-2000:]}")
    return connection != last


def environment(settings: Settings) -> dict[str, str]:
    """This process's environment with Airflow's configuration. Airflow keeps its data in the state directory."""
    url = f"http://127.0.0.1:{settings.airflow_port}"
    configuration = {
        "CORE__DAGS_FOLDER": str(DAGS_DIR),
        "CORE__PLUGINS_FOLDER": str(DAGS_DIR / "plugins"),
        "CORE__LOAD_EXAMPLES": "false",
        "CORE__DAGS_ARE_PAUSED_AT_CREATION": "false",
        # whoever reaches the page may do anything, as with the API without keys; both listen on loopback
        "CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "true",
        "CORE__EXECUTION_API_SERVER_URL": f"{url}/execution/",
        "API__BASE_URL": url,
        "API__HOST": "127.0.0.1",
        "API__PORT": str(settings.airflow_port),
        "API__WORKERS": "1",
    }
    return {
        **os.environ,
        "AIRFLOW_HOME": str(settings.state_dir / "airflow"),
        "AIRFLOW_CONN_EVENTMART": _connection_file(settings).read_text(),
        **{f"AIRFLOW__{name}": value for name, value in configuration.items()},
    }


def _connection_file(settings: Settings) -> Path:
    return settings.state_dir / "conf" / "airflow-connection.json"


if __name__ == "__main__":
    with one_line_errors():
        main(*sys.argv[1:])
