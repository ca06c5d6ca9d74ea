"""A scenario written and read back is the same scenario, to the last bit, in either form."""

from __future__ import annotations

import json
import tomllib
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.scenario import files
from analysis.scenario.specification import Scenario
from graph.errors import InvalidScenario, SuretygraphError

SIGNS = st.characters(codec="utf-8", exclude_categories=["C", "Z"])
CODE = st.text(SIGNS, min_size=1, max_size=12)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=30)
FEN = st.integers(1, 10**14).map(lambda fen: fen / 100)
SHARE = st.floats(0, 1)


def some(**fields):
    return st.fixed_dictionaries({}, optional=fields)


def edit(do, required, **optional):
    return st.fixed_dictionaries({"do": st.just(do), **required}, optional=optional)


OF_GUARANTEE = {"guarantor": CODE, "loan": CODE}
NEW = st.fixed_dictionaries({"name": CODE, "net_assets": FEN}, optional={"county": CODE, "default_probability": SHARE})
EDITS = st.one_of(
    edit("rescue", {"party": CODE}),
    edit("add_capacity", {"party": CODE, "amount": FEN}),
    edit("repay", {"loan": CODE}, amount=FEN),
    edit("cut_guarantee", {"guarantee": CODE}, **OF_GUARANTEE),
    edit("replace_by_collateral", {"guarantee": CODE, "amount": FEN}, **OF_GUARANTEE),
    edit("replace_by_company", {"guarantee": CODE, "company": CODE}, new=NEW, **OF_GUARANTEE),
    edit("replace_by_guarantor", {"guarantee": CODE, "successor": CODE}, **OF_GUARANTEE),
    edit("merge", {"absorbed": CODE, "into": CODE}, default_probability=SHARE),
)
SHOCK = {"county": CODE, "sector": CODE}
SCENARIOS = some(
    name=WORDS,
    description=WORDS,
    as_of=st.dates(date(1990, 1, 1), date(2100, 1, 1)).map(date.isoformat),
    made_with=some(product=CODE, snapshot=CODE, assumptions=some(haircut=SHARE, probability_by_class=st.lists(SHARE, max_size=5))),
    seeds=st.lists(CODE, unique=True, max_size=5),
    rescue=st.lists(CODE, unique=True, max_size=3),
    parameters=some(liability=st.sampled_from(["contract", "joint"]), enforcement_recovery=SHARE, cross_default=st.just("due")),
    scenarios=st.integers(1, 10_000_000),
    seed=st.integers(0, 2**63 - 1),
    loadings=some(market=st.floats(0, 0.5), county=st.floats(0, 0.5), sector=st.floats(0, 0.5)),
    tail=st.floats(0.01, 0.999),
    withdrawal=st.dictionaries(CODE, SHARE, max_size=3),
    probability_shocks=st.lists(some(**SHOCK, party=CODE, loan_class=st.just("loss")).map(lambda s: {"factor": 2.5, **s}), max_size=2),
    collateral_shocks=st.lists(some(**SHOCK, bank=CODE).map(lambda s: {"haircut_change": -0.1, **s}), max_size=2),
    capacity_shocks=st.lists(some(**SHOCK, party=CODE).map(lambda s: {"factor": 1 / 3, **s}), max_size=2),
    edits=st.lists(EDITS, max_size=4),
)
MODELS = st.one_of(
    st.just({"model": "cascade"}),
    st.fixed_dictionaries({"model": st.just("clearing"), "alpha": SHARE, "own_claims": st.just("all")}),
    st.fixed_dictionaries({"model": st.just("distress"), "initial_distress": st.dictionaries(CODE, SHARE, max_size=3)}),
    st.fixed_dictionaries({"model": st.just("montecarlo")}, optional={"alpha": SHARE}),
)


@given(SCENARIOS, MODELS)
def test_round_trip(fields, model):
    scenario = Scenario.model_validate(fields | model)
    for form in files.FORMS:
        text = files.dump(scenario, form)
        assert files.parse(text, form) == scenario
        assert files.dump(files.parse(text, form), form) == text
    assert tomllib.loads(files.dump(scenario, ".toml")) == json.loads(files.dump(scenario, ".json"))


@given(st.text(st.characters(codec="utf-8"), max_size=200) | st.sampled_from(["[" * 100_000, '{"a":' * 100_000, "1e999999", "[]", "null"]))
def test_any_text_is_a_scenario_or_refused(text):
    for form in files.FORMS:
        with suppress(InvalidScenario):
            files.parse(text, form)


HOSTILE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@given(st.dictionaries(st.sampled_from(sorted(Scenario.model_fields)), HOSTILE, max_size=3))
def test_any_value_is_right_or_named(fields):
    with suppress(SuretygraphError):
        Scenario().edited_with(**fields)


def test_a_file_appears_whole(tmp_path):
    scenario = Scenario.model_validate({"seeds": ["甲"], "edits": [{"do": "rescue", "party": "乙"}]})
    for name in ("s.json", "s.TOML"):
        files.save(scenario, tmp_path / name)
        assert files.load(tmp_path / name) == scenario
    (tmp_path / "s.json").write_bytes(b"\xef\xbb\xbf" + (tmp_path / "s.json").read_bytes())  # as Windows editors write it
    assert files.load(tmp_path / "s.json") == scenario
    assert sorted(path.name for path in tmp_path.iterdir()) == ["s.TOML", "s.json"]
    (tmp_path / "s.json").write_bytes('{"name": "甲"}'.encode("gbk"))
    with pytest.raises(InvalidScenario, match="UTF-8"):
        files.load(tmp_path / "s.json")
