"""Why a party fell, in a sentence of Chinese and of English made from its record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from analysis.contagion.cascade import CallResult
from analysis.contagion.explanation import CallRecord, DefaultRecord
from graph.network import GuaranteeNetwork
from graph.values import amount, amounts_apart

_NAMED: Final = 3  # of several parties; the others are counted
_ZH: Final = {"joint": "连带代偿", "several": "按份代偿", "general": "承担一般保证代偿"}
_EN: Final = {"joint": "as joint guarantor", "several": "as guarantor of a fixed share", "general": "as general guarantor"}


@dataclass(frozen=True)
class Sentence:
    """The same in both languages."""

    zh: str
    en: str


def sentences(network: GuaranteeNetwork, result: CallResult, records: Sequence[DefaultRecord]) -> tuple[Sentence, ...]:
    """One sentence a record: round, who fell before it, what is called under which rule, and what the party could pay."""
    seeds = frozenset(result.seeds.tolist())
    return tuple(_sentence(network, result, record, seed=record.party in seeds) for record in records)


def _sentence(network: GuaranteeNetwork, result: CallResult, record: DefaultRecord, *, seed: bool) -> Sentence:
    if not seed:
        return Sentence(_fall_zh(network, result, record), _fall_en(network, result, record))
    name = _name(network, record.party)
    return Sentence(f"{_when_zh(result, record)}{name}为初始违约主体。", f"{_when_en(result, record)}{name} is a seed: it defaults first.")


def _fall_zh(network: GuaranteeNetwork, result: CallResult, record: DefaultRecord) -> str:
    causes = _names_zh(network, _borrowers(record)) + "违约"
    if gone := _gone(result, record):
        causes += f"、共同担保人{_names_zh(network, gone)}也已违约"
    parts = [f"若{causes}" if result.worst else f"因为{causes}", f"{_name(network, record.party)}须{_calls_zh(record)}"]
    called, capacity = amounts_apart(record.called + record.withdrawn, record.capacity, "zh")
    if record.withdrawn:
        parts.append(f"银行随之抽贷{amount(record.withdrawn, 'zh')}，两项合计{called}")
    if not record.capacity_known:
        parts.append("而其财务数据缺失，可动用能力未知（按零计）")
    elif record.capacity == 0.0:
        parts.append("而其没有可动用能力")
    else:
        parts.append(f"超过可动用能力{capacity}")
    parts.append("也会违约" if result.worst else "因此违约")
    return f"{_when_zh(result, record)}{'，'.join(parts)}。"


def _fall_en(network: GuaranteeNetwork, result: CallResult, record: DefaultRecord) -> str:
    borrowers = _borrowers(record)
    causes = f"{_names_en(network, borrowers)} {'defaults' if len(borrowers) == 1 else 'default'}"
    if gone := _gone(result, record):
        causes += f" and co-guarantor{'s' * (len(gone) > 1)} {_names_en(network, gone)} fell before"
    text = f"{'if' if result.worst else 'because'} {causes}, {_name(network, record.party)} must pay {_calls_en(record)}"
    called, capacity = amounts_apart(record.called + record.withdrawn, record.capacity, "en")
    if record.withdrawn:
        text += f" and banks call back {amount(record.withdrawn, 'en')} of its loans, {called} together"
    if not record.capacity_known:
        text += "; what it can pay is unknown (counted as zero)"
    elif record.capacity == 0.0:
        text += "; it can pay nothing"
    else:
        text += f", more than the {capacity} it can pay"
    text += ", and would default too." if result.worst else ", and defaults."
    return _when_en(result, record) + text


def _calls_zh(record: DefaultRecord) -> str:
    """连带代偿1,200万元（3笔）: one rule by itself, several with the sum before them."""
    groups = _by_rule(record)
    capped = sum(call.capped for call in record.calls)
    limit = f"其中{capped}份已达最高担保额" if capped else ""
    total = amounts_apart(record.called, record.capacity, "zh")[0]
    if len(groups) == 1:
        rule, calls = groups[0]
        notes = [f"{_loans(calls)}笔", *([limit] if limit else [])]
        return f"{_ZH[rule]}{total}（{'，'.join(notes)}）"
    told = "、".join(f"{_ZH[rule]}{amount(_sum(calls), 'zh')}{_loans(calls)}笔" for rule, calls in groups)
    return f"代偿{total}（{told}{'，' + limit if limit else ''}）"


def _calls_en(record: DefaultRecord) -> str:
    groups = _by_rule(record)
    capped = sum(call.capped for call in record.calls)
    limit = f", {capped} up to the cap" if capped else ""
    total = amounts_apart(record.called, record.capacity, "en")[0]
    if len(groups) == 1:
        rule, calls = groups[0]
        return f"{total} {_EN[rule]} ({_counted(_loans(calls), 'loan')}{limit})"
    told = ", ".join(f"{amount(_sum(calls), 'en')} {_EN[rule]} ({_counted(_loans(calls), 'loan')})" for rule, calls in groups)
    return f"{total} ({told}{limit})"


def _by_rule(record: DefaultRecord) -> list[tuple[str, list[CallRecord]]]:
    """The calls of each rule, joint, several, general; those without calls left out."""
    groups = [(rule, [call for call in record.calls if call.rule == rule]) for rule in _ZH]
    return [(rule, calls) for rule, calls in groups if calls]


def _sum(calls: Sequence[CallRecord]) -> float:
    return sum(call.amount for call in calls)


def _loans(calls: Sequence[CallRecord]) -> int:
    return len({call.loan for call in calls})


def _borrowers(record: DefaultRecord) -> tuple[int, ...]:
    """Whose loans are called, by the amount, the largest first."""
    owed: dict[int, float] = {}
    for call in record.calls:
        owed[call.borrower] = owed.get(call.borrower, 0.0) + call.amount
    return tuple(sorted(owed, key=lambda borrower: (-owed[borrower], borrower)))


def _gone(result: CallResult, record: DefaultRecord) -> tuple[int, ...]:
    """Fallen co-guarantors worth naming: not those named as borrowers, and nobody in a worst case, where all are down."""
    borrowers = set(_borrowers(record))
    return () if result.worst else tuple(party for party in record.fallen_guarantors if party not in borrowers)


def _when_zh(result: CallResult, record: DefaultRecord) -> str:
    return "最坏情形：" if result.worst else f"第{record.round}轮："


def _when_en(result: CallResult, record: DefaultRecord) -> str:
    return "Worst case: " if result.worst else f"Round {record.round}: "


def _name(network: GuaranteeNetwork, party: int) -> str:
    return str(network.parties.name[party].as_py())


def _names_zh(network: GuaranteeNetwork, parties: Sequence[int]) -> str:
    told = "、".join(_name(network, party) for party in parties[:_NAMED])
    return told if len(parties) <= _NAMED else f"{told}等{len(parties)}家"


def _names_en(network: GuaranteeNetwork, parties: Sequence[int]) -> str:
    told = [_name(network, party) for party in parties[:_NAMED]]
    if len(parties) > _NAMED:
        told.append(_counted(len(parties) - _NAMED, "other"))
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"
