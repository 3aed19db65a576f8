"""The configuration of the embedded ClickHouse: its limits, and its roles with their grants.

chDB has one user, and each connection of it takes a role. So ClickHouse itself checks what a role may do, by the same
grants as on a server, where the roles are users.
"""

from collections.abc import Iterable
from pathlib import Path

from eventmart.clickhouse import GRANTS, Role
from eventmart.files import write_private

_CONFIG = """\
<clickhouse>
  <users_config>{users}</users_config>
  <user_directories><users_xml><path>{users}</path></users_xml></user_directories>
  <timezone>UTC</timezone>
  <max_server_memory_usage_to_ram_ratio>0.3</max_server_memory_usage_to_ram_ratio>
  <mark_cache_size>268435456</mark_cache_size>
  <!-- whoever is forgotten need not stay for eight minutes in what was dropped -->
  <database_atomic_delay_before_drop_table_sec>1</database_atomic_delay_before_drop_table_sec>
  <merge_tree>
    <!-- what is inserted survives a crash of the machine -->
    <fsync_after_insert>1</fsync_after_insert>
    <fsync_part_directory>1</fsync_part_directory>
  </merge_tree>
</clickhouse>
"""
_USERS = """\
<clickhouse>
  <profiles><default/></profiles>
  <quotas><default/></quotas>
  <roles>
{roles}
  </roles>
  <users>
    <default>
      <no_password/>
      <networks><ip>::/0</ip></networks>
      <profile>default</profile>
      <quota>default</quota>
      <grants>{granted}</grants>
    </default>
  </users>
</clickhouse>
"""


def role_name(role: Role) -> str:
    """Name of a role in ClickHouse."""
    return f"eventmart_{role}"


def write_configuration(folder: Path) -> Path:
    """Write the configuration into a folder; returns the file that the engine reads."""
    users, config = folder / "users.xml", folder / "config.xml"
    roles = "\n".join(
        f"    <{role_name(role)}><grants>{_queries(grants)}</grants></{role_name(role)}>"
        for role, grants in GRANTS.items()
    )
    write_private(users, _USERS.format(roles=roles, granted=_queries(map(role_name, GRANTS))))
    write_private(config, _CONFIG.format(users=users))
    return config


def _queries(granted: Iterable[str]) -> str:
    return "".join(f"<query>GRANT {each}</query>" for each in granted)
