"""Contents of HDFS, read without Hive and Spark."""

import requests

from eventmart.settings import Settings


def read_folder(settings: Settings, path: str) -> bytes:
    """The lines of all files below a folder, one file after another, with blank lines between them."""
    url = f"{settings.webhdfs_url}/webhdfs/v1{path}"
    content = b""
    listing = requests.get(url, params={"op": "LISTSTATUS"}, timeout=10).json()
    for entry in listing["FileStatuses"]["FileStatus"]:
        child = f"{path}/{entry['pathSuffix']}"
        if entry["type"] == "DIRECTORY":
            content += read_folder(settings, child)
        else:
            opened = f"{settings.webhdfs_url}/webhdfs/v1{child}"
            # files that were put by hand may lack the line break at the end
            content += requests.get(opened, params={"op": "OPEN"}, timeout=60).content + b"\n"
    return content
