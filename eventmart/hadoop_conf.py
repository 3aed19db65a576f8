"""Configuration files of Hadoop, Hive and Spark, rendered for one process."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from eventmart.files import write_private

# for every client, servers in that role included
HDFS_CLIENT = {
    "dfs.replication": 1,
    # a file is closed once its block is reported, for which a client asks again after so many ms: by default 400, which
    # is several times what it takes to write one
    "dfs.client.block.write.locateFollowingBlock.initial.delay.ms": 10,
}

_LOG4J2 = Path(__file__).with_name("log4j2.properties")


def write_properties(path: Path, properties: Mapping[str, object]) -> None:
    """Write a Java properties file (`spark-defaults.conf` is one)."""
    lines = (f"{name}={str(value).replace(chr(92), chr(92) * 2)}\n" for name, value in properties.items())
    write_private(path, "".join(lines))


def write_site(path: Path, properties: Mapping[str, object]) -> None:
    """Write a Hadoop `*-site.xml`."""
    root = Element("configuration")
    for name, value in properties.items():
        node = SubElement(root, "property")
        SubElement(node, "name").text = name
        SubElement(node, "value").text = str(value)
    indent(root)
    write_private(path, tostring(root, encoding="unicode") + "\n")


def write_logging(conf_dir: Path) -> None:
    """Have a JVM whose class path holds `conf_dir` log to standard error, warnings in full."""
    conf_dir.mkdir(parents=True, exist_ok=True)
    shutil.copy(_LOG4J2, conf_dir / "log4j2.properties")
