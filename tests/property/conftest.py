"""The independent solvers and the random networks that properties are tested with."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

REFERENCE = Path(__file__).parents[1] / "reference"


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"reference_{name}", REFERENCE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def reference() -> ModuleType:
    """The cascade written straight from its formulas: `reference.Model(network, **assumptions)`."""
    return load("cascade")


@pytest.fixture(scope="session")
def networks() -> ModuleType:
    """Random networks: `networks.random_network(rng)`, `networks.random_assumptions(rng, n)`."""
    return load("networks")


@pytest.fixture(scope="session")
def facts() -> ModuleType:
    """Cities as plain rows: `facts.random_city(rng)`, `random_edits(rng, city)`, `edited(city, edits)`, `network(city)`."""
    return load("facts")
