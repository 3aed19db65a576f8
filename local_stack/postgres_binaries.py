"""The binaries of PostgreSQL: downloaded once, verified, and unpacked beside the jars.

The artifact holds an archive of a server without clients: there is no `psql` and no `pg_dump` in it.
"""

import os
import platform
import shutil
import tarfile
import tomllib
from pathlib import Path
from zipfile import ZipFile

from eventmart.errors import OperatorError
from eventmart.files import locked
from eventmart.jvm import Artifact, resolve_artifact

# major version of the local stack
MAJOR = 18

_DECLARATIONS = Path(__file__).with_suffix(".toml")
_PLATFORMS = {"x86_64": "amd64", "aarch64": "arm64v8", "arm64": "arm64v8"}


def binaries(jars_dir: Path, major: int = MAJOR) -> Path:
    """Folder of `postgres` and `initdb`. They are downloaded and unpacked into `jars_dir` if they are not there yet.

    Raises:
        OperatorError: they cannot be downloaded, or there are none for this machine.
    """
    artifact = _artifact(major)
    folder = jars_dir / artifact.file_name.removesuffix(".jar")
    if not folder.exists():
        jar = resolve_artifact(artifact, jars_dir)
        with locked(jars_dir / "unpack.lock"):
            # another process may have unpacked it meanwhile
            if not folder.exists():
                _unpack(jar, folder)
    return folder / "bin"


def _artifact(major: int) -> Artifact:
    system = f"{platform.system().lower()}-{_PLATFORMS.get(platform.machine(), platform.machine())}"
    declared = tomllib.loads(_DECLARATIONS.read_text())[str(major)]
    if system not in declared["sha256"]:
        raise OperatorError(
            f"There are no binaries of PostgreSQL {major} for {system}, only for {', '.join(declared['sha256'])}. Use "
            "the containers, or a PostgreSQL of your own: see docs/production.md."
        )
    module = f"embedded-postgres-binaries-{system}"
    return Artifact("io.zonky.test.postgres", module, declared["revision"], declared["sha256"][system])


def _unpack(jar: Path, folder: Path) -> None:
    # renamed when complete: what has its final name is whole, also after a kill or a power cut
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    with ZipFile(jar) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".txz"))
        with archive.open(name) as compressed, tarfile.open(fileobj=compressed, mode="r|xz") as files:
            # Python before 3.11.4 has no filters, and ignores this
            files.extraction_filter = getattr(tarfile, "data_filter", None)
            files.extractall(unfinished)  # noqa: S202  # its checksum is verified
    # PostgreSQL may run as another user, see local_stack.postgres
    unfinished.chmod(0o755)
    os.sync()
    unfinished.rename(folder)
