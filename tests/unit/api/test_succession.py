"""From which state answers are made while the snapshot of a later run is worked out."""

from __future__ import annotations

import threading
import time

from api.succession import Succession
from graph.store import StoreState


def state(run: int, store: str = "a") -> StoreState:
    return StoreState(store, run, None)


def test_where_nobody_prepares_the_store_s_own_state_is_taken() -> None:
    assert Succession().present(state(3), "bank") == state(3)


def test_where_preparing_takes_long_readers_keep_the_run_before_until_the_new_one_is_ready() -> None:
    one = Succession(patience=10.0)
    one.settle(state(1), seconds=30.0)
    began = time.monotonic()
    assert one.present(state(2), "reader") == state(1)
    assert time.monotonic() - began < 1.0
    assert one.landed.is_set()
    one.settle(state(2), seconds=30.0)
    assert one.present(state(2), "reader") == state(2)


def test_who_brought_a_run_and_who_needs_the_latest_do_not_read_an_earlier_one() -> None:
    one = Succession()
    one.settle(state(1), seconds=30.0)
    one.brought("author", 2)
    assert one.present(state(2), "author") == state(2)
    assert one.present(state(2), None) == state(2)
    assert one.present(state(2), "reader") == state(1)
    one.settle(state(2), seconds=30.0)
    assert one.present(state(3), "author") == state(2)


def test_where_preparing_is_quick_readers_wait_for_it() -> None:
    one = Succession(patience=10.0)
    one.settle(state(1), seconds=0.5)
    later = threading.Timer(0.2, one.settle, (state(2), 0.5))
    later.start()
    assert one.present(state(2), "reader") == state(2)
    later.join()


def test_patience_ends() -> None:
    one = Succession(patience=0.1)
    one.settle(state(1), seconds=0.05)
    assert one.present(state(2), "reader") == state(1)


def test_another_store_or_an_earlier_state_of_it_is_taken_at_once() -> None:
    one = Succession()
    one.settle(state(5), seconds=30.0)
    assert one.present(state(9, "b"), "reader") == state(9, "b")
    assert one.present(state(4), "reader") == state(4)
