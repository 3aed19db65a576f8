"""What lies in HDFS, past Hive and Spark."""

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
            # not every file that somebody has put there ends with a line break
            content += requests.get(opened, params={"op": "OPEN"}, timeout=60).content + b"\n"
    return content
