"""HDFS is closed to web pages: a browser that is led to its address can change nothing."""

import requests

from raw_zone.client import hdfs_client
from tests.ingest.conftest import Hdfs

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}


def test_a_browser_may_not_write(hdfs: Hdfs) -> None:
    client = hdfs_client(hdfs.settings)
    client.makedirs("/lake/mine")
    url = f"{hdfs.settings.webhdfs_url}/webhdfs/v1/lake/mine"
    for method, operation in (("PUT", "MKDIRS"), ("DELETE", "DELETE"), ("PUT", "CREATE"), ("POST", "CONCAT")):
        query = {"op": operation, "user.name": hdfs.settings.hdfs_user, "recursive": "true", "sources": "/lake/a"}
        answer = requests.request(method, url, params=query, headers=BROWSER, timeout=10, allow_redirects=False)
        assert answer.status_code == 400
    assert client.list("/lake/mine") == []
    # it is the header that makes the difference, which a page of another site cannot send
    query = {"op": "MKDIRS", "user.name": hdfs.settings.hdfs_user}
    assert requests.put(f"{url}/made", params=query, headers={**BROWSER, "X-XSRF-HEADER": ""}, timeout=10).ok
    assert client.list("/lake/mine") == ["made"]
    client.delete("/lake/mine", recursive=True)
