"""Creation of the Hive metastore's schema before its first use.

By default Hive creates each table lazily, in the middle of another statement. On PostgreSQL, the first CREATE TABLE
then deadlocks with itself. DataNucleus, Hive's own persistence layer, includes a tool that creates all tables at once.
"""

import subprocess
import tempfile
from pathlib import Path

from eventmart.errors import OperatorError
from eventmart.files import write_private
from eventmart.hadoop_conf import write_logging, write_properties
from eventmart.jvm import java, spark_home
from eventmart.postgres import user
from eventmart.settings import Settings
from spark_thrift.configuration import metastore_properties

# package.jdo, which maps Hive's 44 tables, is in the hive-metastore jar
_PERSISTENCE_UNIT = """\
<persistence xmlns="http://java.sun.com/xml/ns/persistence" version="2.0">
  <persistence-unit name="metastore">
    <mapping-file>package.jdo</mapping-file>
    <exclude-unlisted-classes>true</exclude-unlisted-classes>
  </persistence-unit>
</persistence>
"""


def create_metastore_schema(settings: Settings, jdbc_jar: Path) -> None:
    """Create the tables of the Hive metastore in its database, which must exist and be empty.

    Raises:
        OperatorError: the schema tool failed. The message contains its last line of output.
    """
    with tempfile.TemporaryDirectory() as folder:
        workdir = Path(folder)
        write_logging(workdir)
        write_private(workdir / "META-INF" / "persistence.xml", _PERSISTENCE_UNIT)
        properties = {
            **metastore_properties(settings, "metastore"),
            # must match how Hive itself names and reads its columns
            "datanucleus.identifierFactory": "datanucleus1",
            "datanucleus.rdbms.initializeColumnInfo": "NONE",
        }
        property_file = workdir / "metastore.properties"
        write_properties(property_file, properties)
        tool = ["org.datanucleus.store.schema.SchemaTool", "-create", "-api", "JDO", "-pu", "metastore"]
        class_path = f"{workdir}:{jdbc_jar}:{spark_home() / 'jars'}/*"
        created = subprocess.run(  # noqa: S603
            [str(java()), "-cp", class_path, *tool, "-props", str(property_file)],
            capture_output=True,
            text=True,
            check=False,
        )
    if created.returncode != 0:
        last_line = (created.stderr.strip() or created.stdout.strip() or "no output").splitlines()[-1]
        raise OperatorError(
            f"Could not create the Hive metastore's schema ({last_line}). Check that database "
            f"{settings.metastore_database} is empty and belongs to role {user(settings, 'metastore')}."
        )
