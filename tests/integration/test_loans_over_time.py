"""Loans report by report are what a reader saw after every run, corrections and late reports and all."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.lending.book import credit_book
from analysis.lending.over_time import LoansOverTime
from graph.facts import CityFacts
from graph.sqlite_store import SqliteStore

_FIRMS = "统一社会信用代码,企业名称,属地区县代码\n{0},甲,330101\n{1},乙,330101\n"
_BANKS = "机构代码,名称\n" + "".join(f"B{place},第{place}银行\n" for place in range(4))
_HEAD = "借据编号,借款企业,机构代码,余额(万元),发放日,到期日,五级分类,保证金(万元),业务品种,逾期天数\n"


def loans(*rows: str) -> str:
    return _HEAD + "\n".join(rows) + "\n"


def test_every_run_is_told_as_it_was_known_then(feed: Callable[..., Any], tmp_path: Path) -> None:
    first = ["J1,{0},B1,100,2026-01-05,2026-09-30,正常,10,流动资金贷款,", "J2,{0},B2,200,2026-01-05,2027-05-01,关注,,,"]
    feed(企业=_FIRMS, 银行=_BANKS)
    feed(on="2026-03-31", 借据=loans(*first, "J3,{1},B3,50,2026-02-01,2026-04-15,正常,,,"))
    feed(on="2026-05-31", 借据=loans(first[0].replace("100", "80"), first[1], "J4,{0},B1,5,2026-05-02,2028-01-01,次级,,,12"))
    feed(on="2026-04-30", 借据=loans(first[0].replace("100", "90")))
    feed("--complete", "loans", on="2026-06-30", 借据=loans(first[1], "J3,{1},B3,0,2026-02-01,2026-04-15,正常,,,"))
    with closing(SqliteStore.open(tmp_path / "city.db")) as store:
        facts = CityFacts(store, store.state().data_date)
        told = LoansOverTime(facts)
        codes = facts["enterprises"]["credit_code"].tolist()
        every = told.loans(codes)
        sums = told.by_lender(every)
        assert len(facts.runs()) == 5
        assert told.moments(codes)["run"].tolist() == [run.number for run in facts.runs()[1:]]
        assert told.moments(["nobody"])["day"].dt.date.nunique() == len(told.moments(["nobody"]))
        for run in facts.runs()[1:]:
            book = credit_book(CityFacts(store, run.day, known_at=run.number))
            wanted = book.loans.drop(columns=["overdue_days", "overdue_extrapolated"])
            found = every.loc[every["run"] == run.number]
            assert set(found["day"].dt.date) <= {run.day}
            pd.testing.assert_frame_equal(found[list(wanted)].reset_index(drop=True), wanted)
            owed = sums.loc[sums["run"] == run.number].groupby("borrower")["balance"].sum()
            assert owed.to_dict() == wanted.groupby("borrower")["balance"].sum().to_dict()
        assert told.loans([]).empty
        assert told.by_lender(told.loans(["nobody"])).empty
