"""The functions of Spark SQL that a query on the lake may call.

A list of what is allowed, so that a function which a later version of Spark brings is refused until somebody has
decided on it.
"""

from pathlib import Path

ALLOWED = frozenset(Path(__file__).with_name("functions.txt").read_text().split())

_RUNS_JAVA = "it runs any Java code"
_NAMES_FILES = "it tells where files are"
_READS_FILES = "an option makes it read a file of the server"
_NOT_INSTALLED = "it needs a library that is not installed"
# with the reason
REFUSED = {
    "java_method": _RUNS_JAVA,
    "reflect": _RUNS_JAVA,
    "try_reflect": _RUNS_JAVA,
    "input_file_block_length": _NAMES_FILES,
    "input_file_block_start": _NAMES_FILES,
    "input_file_name": _NAMES_FILES,
    "from_xml": _READS_FILES,
    "schema_of_xml": _READS_FILES,
    "from_protobuf": _READS_FILES,
    "to_protobuf": _READS_FILES,
    "from_avro": _NOT_INSTALLED,
    "schema_of_avro": _NOT_INSTALLED,
    "to_avro": _NOT_INSTALLED,
    "python_worker_logs": "it reads logs of the server",
}
