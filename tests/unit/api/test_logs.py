"""The log: everything is one JSON object a line."""

from __future__ import annotations

import io
import json
import logging
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog

from api import logs
from api.settings import Settings

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lines]:
    """Configure the log of this process, and put everything back."""
    root, written = logging.getLogger(), io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    handlers, level = root.handlers[:], root.level
    logs.configure(Settings(log_level="info"))
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    logging.captureWarnings(False)
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def test_ours_carry_time_level_and_request_id(lines: Lines) -> None:
    with structlog.contextvars.bound_contextvars(request_id="5f0c2f6e"):
        structlog.get_logger().info("request", route="/api/v1/circles", who="键")
    structlog.get_logger().debug("nothing")
    (line,) = lines()
    assert (line["event"], line["level"], line["request_id"], line["who"]) == ("request", "info", "5f0c2f6e", "键")
    assert line["time"].endswith("Z")


def test_those_of_the_web_server_and_of_python_are_like_them(lines: Lines) -> None:
    logging.getLogger("uvicorn.error").info("Started server process [%d]", 7, extra={"color_message": "\x1b[36m"})
    logging.getLogger("httpx2").info("GET https://issuer/keys")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("old", DeprecationWarning, stacklevel=1)
    started, warned = lines()
    assert started.keys() == {"event", "level", "time"}
    assert started["event"] == "Started server process [7]"
    assert (warned["level"], "DeprecationWarning: old" in warned["event"]) == ("warning", True)


def test_an_exception_is_one_line_without_the_values_of_its_variables(lines: Lines) -> None:
    def fails(key: str) -> None:
        raise ValueError("no") from KeyError(len(key))

    for tell in (structlog.get_logger().error, logging.getLogger("uvicorn.error").error):
        try:
            fails("geheim-7")
        except ValueError:
            tell("defect", exc_info=True)
    told = lines()
    assert ["ValueError: no" in line["exception"] for line in told] == [True, True]
    assert "geheim-7'" not in json.dumps(told).replace('fails(\\"geheim-7\\")', "")
