"""The profiles that `eventmart up` writes for dbt on the command line."""

import getpass
from pathlib import Path
from unittest import mock

import yaml
from pydantic import SecretStr

from eventmart.settings import Settings
from local_stack.dbt_profiles import write_profiles


def test_the_profiles_have_the_settings_of_the_stack_and_only_their_owner_may_read_them(tmp_path: Path) -> None:
    settings = Settings(
        _env_file=None, state_dir=tmp_path, postgres_port=1234, thrift_port=4321, owner_password=SecretStr("007 {{ x")
    )
    with mock.patch.object(getpass, "getuser", return_value="Ann.B-C"):
        path = write_profiles(settings)
    assert path.stat().st_mode & 0o777 == 0o600
    profiles = yaml.safe_load(path.read_text())
    lake, mart = profiles["lake"], profiles["mart"]
    assert (lake["target"], mart["target"]) == ("dev", "dev")
    assert lake["outputs"]["prod"]["port"] == 4321
    prod, dev = mart["outputs"]["prod"], mart["outputs"]["dev"]
    assert (prod["host"], prod["port"], prod["schema"]) == ("127.0.0.1", 1234, "mart")
    # dbt renders it once more
    assert prod["password"] == "{% raw %}007 {{ x{% endraw %}"
    assert dev == prod | {"schema": "dev_ann_b_c"}
