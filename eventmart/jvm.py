"""The Java runtime and the jars that HDFS and Spark need."""

import hashlib
import os
import re
import shutil
import subprocess
import tomllib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from eventmart.errors import OperatorError
from eventmart.files import locked

OLDEST_JAVA = 17
_DECLARATIONS = Path(__file__).with_name("jvm_artifacts.toml")


@dataclass(frozen=True)
class Artifact:
    """A jar: its coordinates and its checksum."""

    organisation: str
    module: str
    revision: str
    sha256: str

    @property
    def file_name(self) -> str:
        """File name of the jar in the jars folder."""
        return f"{self.module}-{self.revision}.jar"


def declared_artifacts() -> dict[str, Artifact]:
    """The jars that `jvm_artifacts.toml` declares, by name."""
    return {name: Artifact(**fields) for name, fields in tomllib.loads(_DECLARATIONS.read_text()).items()}


def spark_home() -> Path:
    """Folder of the installed pyspark package, which is a Spark distribution.

    Raises:
        OperatorError: pyspark is not installed.
    """
    spec = find_spec("pyspark")
    if spec is None or spec.origin is None:
        raise OperatorError("pyspark is not installed in this Python. Run `make install`.")
    return Path(spec.origin).parent


def java() -> Path:
    """Path of `java`: the one in JAVA_HOME if that is set, else the first in PATH.

    Raises:
        OperatorError: Java is missing, or older than Java 17.
    """
    remedy = (
        f"Install a Java {OLDEST_JAVA} runtime or newer (Debian: `apt install openjdk-17-jre-headless`, "
        "macOS: `brew install openjdk@17`) or point JAVA_HOME at one."
    )
    home = os.environ.get("JAVA_HOME")
    executable = shutil.which("java", path=f"{home}/bin" if home else None)
    if executable is None:
        raise OperatorError(f"No Java in {f'JAVA_HOME ({home})' if home else 'PATH'}. {remedy}")
    process = subprocess.run([executable, "-version"], capture_output=True, text=True, check=False)  # noqa: S603
    match = re.search(r'version "(?:1\.)?(\d+)', process.stderr)
    if match is None:
        raise OperatorError(f"{executable} does not report its version ({process.stderr.strip()[:100]}). {remedy}")
    if int(match[1]) < OLDEST_JAVA:
        raise OperatorError(f"{executable} is Java {match[1]}, too old for Spark. {remedy}")
    return Path(executable)


def resolve_artifact(artifact: Artifact, jars_dir: Path) -> Path:
    """Resolve a jar into `jars_dir`, from Ivy's cache or its repositories, and verify its checksum.

    Returns:
        Path of the jar.

    Raises:
        OperatorError: the jar cannot be downloaded, or its checksum differs from the declared one.
    """
    target = jars_dir / artifact.file_name
    if not _is_resolved(artifact, target):
        jars_dir.mkdir(parents=True, exist_ok=True)
        with locked(jars_dir / "download.lock"):
            # another process may have downloaded it meanwhile
            if not _is_resolved(artifact, target):
                _download(artifact, target)
    return target


def _is_resolved(artifact: Artifact, target: Path) -> bool:
    return target.exists() and _sha256(target) == artifact.sha256


def _download(artifact: Artifact, target: Path) -> None:
    (ivy,) = (spark_home() / "jars").glob("ivy-*.jar")
    command = [str(java()), "-jar", str(ivy), "-notransitive", "-types", "jar", "bundle"]
    if ivy_settings := os.environ.get("IVY_SETTINGS"):
        command += ["-settings", ivy_settings]
    command += ["-dependency", artifact.organisation, artifact.module, artifact.revision]
    command += ["-retrieve", str(target.with_name("[artifact]-[revision].[ext]"))]
    resolved = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if resolved.returncode != 0 or not target.exists():
        failures = re.findall(r"(?:Server access error|\[FAILED.*?\]|UNRESOLVED).*", resolved.stdout)
        cause = failures[0].strip() if failures else (resolved.stderr.strip()[-200:] or "no output")
        raise OperatorError(
            f"Could not download {artifact.file_name} ({cause}). Check the network, or set IVY_SETTINGS to an Ivy "
            "settings file that names your own repository."
        )
    actual = _sha256(target)
    if actual != artifact.sha256:
        target.unlink()
        raise OperatorError(
            f"{artifact.file_name} has checksum {actual[:12]}…, expected {artifact.sha256[:12]}…: the download is "
            "corrupt or the repository serves another file. Clear ~/.ivy2/cache and try again."
        )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
