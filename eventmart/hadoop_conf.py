"""Writers for the configuration files of Hadoop, Hive and Spark. Each process gets its own files."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from eventmart.files import write_private

_LOG4J2 = Path(__file__).with_name("log4j2.properties")


def hdfs_client(replication: int) -> dict[str, object]:
    """Properties of every HDFS client, including servers that act as clients.

    Args:
        replication: number of copies of each block.
    """
    return {
        "dfs.replication": replication,
        # A file can be closed once its block is reported. Until then the client asks again after this many ms. The
        # default of 400 is several times longer than writing the file takes.
        "dfs.client.block.write.locateFollowingBlock.initial.delay.ms": 10,
    }


def write_properties(path: Path, properties: Mapping[str, object], further: str = "") -> None:
    """Write a Java properties file, such as `spark-defaults.conf`.

    Args:
        path: the file.
        properties: its properties.
        further: text of such a file, whose properties come first if both have them.
    """
    lines = (f"{name}={str(value).replace(chr(92), chr(92) * 2)}\n" for name, value in properties.items())
    write_private(path, "".join(lines) + further)


def write_site(path: Path, properties: Mapping[str, object]) -> None:
    """Write a Hadoop `*-site.xml`."""
    root = Element("configuration")
    for name, value in properties.items():
        node = SubElement(root, "property")
        SubElement(node, "name").text = name
        SubElement(node, "value").text = str(value)
    indent(root)
    write_private(path, tostring(root, encoding="unicode") + "\n")


def write_logging(conf_dir: Path, silent: Iterable[str] = ()) -> None:
    """Write the log4j configuration into `conf_dir`.

    A JVM that has `conf_dir` on its class path then logs warnings to standard error, with stack traces.

    Args:
        conf_dir: the folder.
        silent: classes that log nothing.
    """
    conf_dir.mkdir(parents=True, exist_ok=True)
    off = "".join(
        f"logger.off{number}.name = {name}\nlogger.off{number}.level = off\n" for number, name in enumerate(silent)
    )
    (conf_dir / "log4j2.properties").write_text(_LOG4J2.read_text() + off)
