"""Import direction: a package may import packages below it, but no siblings and none above it."""

import ast
import subprocess
import sys
from collections.abc import Iterator, Sequence
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from eventmart.settings import PROJECT_DIR

# from top to bottom; packages on one line are siblings
PROJECT_LAYERS = (
    ("tests", "benchmarks"),
    ("cli",),
    ("local_stack", "backup"),
    ("ingest_api", "pipeline"),
    ("raw_zone", "spark_thrift"),
    ("eventmart",),
)
INGEST_API_LAYERS = (
    ("ingest_api.__main__",),
    ("ingest_api.main",),
    ("ingest_api.web", "ingest_api.gateway", "ingest_api.shipping"),
    ("ingest_api.intake", "ingest_api.metrics"),
    ("ingest_api.spool", "ingest_api.analytics", "ingest_api.records", "ingest_api.problems"),
)
PACKAGES = [package for siblings in PROJECT_LAYERS for package in siblings]
FILES = [path for package in PACKAGES for path in sorted((PROJECT_DIR / package).rglob("*.py"))]


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(PROJECT_DIR).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module_name(path): ast.parse(path.read_text()) for path in FILES}


def imports_of(tree: ast.AST) -> Iterator[str]:
    """The project's modules that a file imports, at any level."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in MODULES)
        elif isinstance(node, ast.ImportFrom) and node.module in MODULES:
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                yield name if name in MODULES else node.module


def upward(layers: Sequence[Sequence[str]]) -> list[str]:
    """Imports of a sibling or of a package above."""
    level_of = {package: level for level, siblings in enumerate(layers) for package in siblings}

    def package_of(module: str) -> str | None:
        return next((name for name in level_of if f"{module}.".startswith(f"{name}.")), None)

    violations = []
    for module, tree in MODULES.items():
        for imported in imports_of(tree):
            importer, target = package_of(module), package_of(imported)
            if importer and target and importer != target and level_of[target] <= level_of[importer]:
                violations.append(f"{module} imports {imported}")
    return violations


@pytest.mark.parametrize("layers", [PROJECT_LAYERS, INGEST_API_LAYERS], ids=["project", "ingest_api"])
def test_imports_go_down(layers: Sequence[Sequence[str]]) -> None:
    # a layer without modules would forbid nothing
    assert all(any(f"{module}.".startswith(f"{name}.") for module in MODULES) for line in layers for name in line)
    assert upward(layers) == []


def test_every_package_has_a_layer() -> None:
    assert {path.parent.name for path in PROJECT_DIR.glob("*/__init__.py")} == {*PACKAGES}


def test_no_import_cycles() -> None:
    TopologicalSorter({module: {*imports_of(tree)} - {module} for module, tree in MODULES.items()}).prepare()


def test_no_imports_inside_functions() -> None:
    inside_functions = [
        f"{module}:{node.lineno}"
        for module, tree in MODULES.items()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert inside_functions == []


def test_only_http_layers_import_flask() -> None:
    importing_flask = {
        module
        for module, tree in MODULES.items()
        for node in ast.walk(tree)
        if (isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in ("flask", "werkzeug"))
        or (isinstance(node, ast.Import) and any(alias.name == "flask" for alias in node.names))
    }
    allowed = ("ingest_api.web", "ingest_api.main", "local_stack.clickhouse", "benchmarks.", "tests.")
    assert {module for module in importing_flask if not module.startswith(allowed)} == set()


def test_a_command_does_not_wait_for_the_import_of_what_it_does_not_need() -> None:
    """The libraries that take seconds to import: dbt, and the parser and clients of the engines."""
    importing = "import sys, cli.__main__, pipeline.worker; print({'dbt', 'sqlglot', 'pyarrow'} & sys.modules.keys())"
    found = subprocess.run([sys.executable, "-c", importing], capture_output=True, text=True, check=True)
    assert found.stdout == "set()\n"
