from __future__ import annotations

import pytest
import typer

from api.boundary import ErrorBoundary, verdict
from graph.errors import InvalidStoreUrl, NothingToLoad, StoreUnreachable, SuretygraphError, UnknownCode


@pytest.mark.parametrize(
    ("fault", "exit_code", "code"),
    [
        (UnknownCode("no party has the code 'X'"), 2, "unknown-code"),
        (InvalidStoreUrl("no"), 2, "store-url"),
        (NothingToLoad("in", "no known file"), 3, "nothing-to-load"),
        (StoreUnreachable("nobody answers"), 4, "store-unreachable"),
        (typer.BadParameter("wrong"), 2, "usage"),
        (PermissionError(13, "Permission denied", "out.csv"), 2, "file-access"),
        (OSError(28, "No space left on device"), 70, "system"),
        (KeyboardInterrupt(), 130, "interrupted"),
        (MemoryError(), 70, "memory"),
        (ZeroDivisionError("division by zero"), 70, "internal"),
    ],
)
def test_every_error_has_its_exit_code_and_a_stable_code(fault: BaseException, exit_code: int, code: str) -> None:
    outcome = verdict(fault)
    assert (outcome.exit_code, outcome.code) == (exit_code, code)
    assert str(outcome).endswith(f"[{code}]")


def test_the_sentence_is_one_line_on_stderr_without_a_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SURETYGRAPH_DEBUG", raising=False)
    with pytest.raises(SystemExit) as left, ErrorBoundary():
        raise SuretygraphError("first line\nsecond line")
    caught = capsys.readouterr()
    assert left.value.code == 2
    assert caught.out == ""
    assert caught.err == "suretygraph: first line second line [error]\n"


def test_debug_shows_the_traceback(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SURETYGRAPH_DEBUG", "1")
    with pytest.raises(SystemExit) as left, ErrorBoundary():
        raise ZeroDivisionError
    assert left.value.code == 70
    assert "Traceback" in capsys.readouterr().err


def test_an_exit_passes_unchanged() -> None:
    with pytest.raises(SystemExit) as left, ErrorBoundary():
        raise SystemExit(1)
    assert left.value.code == 1
