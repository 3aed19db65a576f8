"""`python -m eventmart.jars`: download the JVM libraries into EVENTMART_JARS_DIR, for an image of containers.

Where they are missing, `make up` and the launchers download them.
"""

from eventmart.jvm import declared_artifacts, resolve_artifact
from eventmart.process import one_line_errors
from eventmart.settings import load_paths


def main() -> None:
    """Download each jar that is missing, and print its path."""
    for artifact in declared_artifacts().values():
        print(resolve_artifact(artifact, load_paths().jars_dir))


if __name__ == "__main__":
    with one_line_errors():
        main()
