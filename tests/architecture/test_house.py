"""The structure of the house, held by tests: names, sizes, arrows and fences."""

from __future__ import annotations

import ast
import re
from functools import cache
from importlib import metadata, util
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("graph", "ingest", "analysis", "viz", "api")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
TRACKED = [*SOURCES, *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "benchmarks").rglob("*.py"))]


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_resolves_inside_this_repository_and_belongs_to_nobody_else(package: str) -> None:
    spec = util.find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    assert Path(spec.origin).is_relative_to(ROOT)
    assert set(metadata.packages_distributions().get(package, [])) <= {"suretygraph"}


def test_no_file_outgrows_four_hundred_lines() -> None:
    long = {str(path.relative_to(ROOT)): lines for path in TRACKED if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400}
    assert not long


def test_no_junk_drawers() -> None:
    names = {path.stem for path in TRACKED}
    assert not names & {"utils", "util", "helpers", "helper", "common", "misc"}


def test_top_level_holds_what_people_look_for() -> None:
    for name in ("graph", "ingest", "analysis", "api", "viz", "tests", "pyproject.toml", "docker-compose.yml", "README.md",
                 "README.zh-CN.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "Makefile", "requirements.lock", "docs"):  # fmt: skip
        assert (ROOT / name).exists(), name


def test_the_lock_names_no_registry() -> None:
    assert "://" not in (ROOT / "requirements.lock").read_text(encoding="utf-8")


@cache
def imports(path: Path) -> frozenset[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return frozenset(found)


@pytest.mark.parametrize("module", ["fcntl", "resource", "pwd", "grp", "termios", "pty", "crypt", "syslog"])
def test_nothing_in_the_package_needs_posix(module: str) -> None:
    assert not [path for path in SOURCES if module in imports(path)]


def test_no_posix_only_call_in_the_package() -> None:
    calls = re.compile(
        r"os\.(fork|getuid|geteuid|setsid|killpg|mkfifo|chown|getpgid|uname|sched_getaffinity)\b|signal\.SIG(KILL|HUP|USR|ALRM)"
    )
    assert not [str(path) for path in SOURCES if calls.search(path.read_text(encoding="utf-8"))]


def test_text_files_are_opened_with_their_encoding() -> None:
    bare = re.compile(r"\.(read_text|write_text)\((?!.*encoding=)[^)]*\)")
    assert not [str(path) for path in SOURCES if bare.search(path.read_text(encoding="utf-8"))]
