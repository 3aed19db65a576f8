"""dbt's profiles for the local stack, so that dbt on the command line needs no exported variables."""

import getpass
from pathlib import Path

import yaml
from jinja2 import Environment, StrictUndefined

from eventmart.files import write_private
from eventmart.settings import PROJECT_DIR, Settings

_TEMPLATE = PROJECT_DIR / "profiles" / "profiles.yml"
_HEADER = "# Written by `eventmart up` from profiles/profiles.yml, with the settings and the password of this stack.\n"


def write_profiles(settings: Settings) -> Path:
    """Write the profiles with all values filled in; returns the file, which only its owner may read.

    dbt finds it from the folders of both projects, which have a link to it in the default state directory.
    """
    variables = {"USER": getpass.getuser()} | settings.environment()
    path = settings.state_dir / "profiles.yml"
    filled = _fill_in(yaml.safe_load(_TEMPLATE.read_text()), variables)
    write_private(path, _HEADER + yaml.safe_dump(filled, sort_keys=False))
    return path


def _fill_in(value: object, variables: dict[str, str]) -> object:
    """A copy of a YAML document in which each template is replaced by its value."""
    if isinstance(value, dict):
        return {name: _fill_in(each, variables) for name, each in value.items()}
    if not isinstance(value, str) or "{{" not in value:
        return value
    # YAML, not HTML
    template = Environment(undefined=StrictUndefined, autoescape=False).from_string(value)  # noqa: S701
    text = template.render(env_var=lambda name, default="": variables.get(name, default))
    if value.rstrip("} ").endswith("| int"):
        return int(text)
    # dbt renders the value once more
    return f"{{% raw %}}{text}{{% endraw %}}" if "{" in text else text
