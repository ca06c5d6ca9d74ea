"""What a role must not read, worked out from the plain tables of a city's feed; and a search for it in whatever an API answered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

Tables = Mapping[str, pd.DataFrame]
_CODE = re.compile(r"[A-Za-z0-9_-]{4,}")
_START = 6  # letters by which names are looked for


@dataclass(frozen=True)
class Secrets:
    """Codes, numbers and names a role must not read."""

    codes: frozenset[str]
    names: frozenset[str]

    def found_in(self, document: Any) -> set[str]:
        """Those that stand anywhere in a document: whole, or inside a longer text."""
        texts = set(strings(document))
        codes = {part for text in texts for piece in _CODE.findall(text) for part in (piece, *piece.split("-"), *piece.split("_"))}
        return (codes & self.codes) | self._names_in("\n".join(texts))

    def _names_in(self, blob: str) -> set[str]:
        starts: dict[str, list[str]] = {}
        for name in self.names:
            starts.setdefault(name[:_START], []).append(name)
        lengths = {len(start) for start in starts}
        hits = set()
        for length in lengths:
            for place in range(len(blob) - length + 1):
                for name in starts.get(blob[place : place + length], ()):
                    if blob.startswith(name, place):
                        hits.add(name)
        return hits


def strings(document: Any) -> Iterator[str]:
    """Every text of a document, keys too."""
    if isinstance(document, str):
        yield document
    elif isinstance(document, Mapping):
        for key, value in document.items():
            yield str(key)
            yield from strings(value)
    elif isinstance(document, Iterable):
        for value in document:
            yield from strings(value)


def of_county(tables: Tables, county: str) -> Secrets:
    """Parties that are neither of the county nor at the other end of one of its guarantees, with their loans, lines, contracts; banks that
    lend to none of its own; every person's name."""
    firms, loans, promises = tables["enterprises"], tables["loans"], _promises(tables)
    homes = pd.concat([firms, tables["guarantee_companies"]]).dropna(subset="county_code").set_index("credit_code")["county_code"]
    own = set(homes.index[homes == county])
    touching = promises.loc[promises["guarantor"].isin(own) | promises["borrower"].isin(own)]
    seen = own | set(touching["guarantor"]) | set(touching["borrower"])
    mine = loans.loc[loans["borrower"].isin(own)]
    return _secrets(tables, seen, banks=set(mine["bank_code"]), loans=set(mine["loan_no"]), contracts=set(touching["guarantee_no"]),
                    lines=set(tables["facilities"].query("borrower in @own")["facility_no"]))  # fmt: skip


def of_bank(tables: Tables, bank: str) -> Secrets:
    """Other banks, the loans, lines and contracts of others, every person's name. Members of circles it may name, so every party."""
    loans, promises = tables["loans"], _promises(tables)
    mine = loans.loc[loans["bank_code"] == bank]
    everybody = {code for name in ("enterprises", "guarantee_companies", "persons") for code in tables[name].iloc[:, 0]}
    own = promises.loc[promises["bank_code"] == bank]
    lines = tables["facilities"]
    return _secrets(tables, everybody, banks={bank}, loans=set(mine["loan_no"]), contracts=set(own["guarantee_no"]),
                    lines=set(lines.loc[lines["bank_code"] == bank, "facility_no"]))  # fmt: skip


def _promises(tables: Tables) -> pd.DataFrame:
    """Guarantees with the borrower and bank of what they secure, one row a loan or line."""
    rows = tables["guarantees"]
    of_loan = rows.merge(tables["loans"][["loan_no", "borrower", "bank_code"]], on="loan_no")
    of_line = rows.drop(columns="loan_no").merge(tables["facilities"][["facility_no", "borrower", "bank_code"]], on="facility_no")
    return pd.concat([of_loan, of_line], ignore_index=True)


def _secrets(tables: Tables, seen: set[str], *, banks: set[str], loans: set[str], contracts: set[str], lines: set[str]) -> Secrets:
    names = {}
    for table, key in (("enterprises", "credit_code"), ("guarantee_companies", "credit_code"), ("banks", "bank_code")):
        names |= dict(zip(tables[table][key], tables[table]["name"], strict=True))
    allowed = {names.get(code) for code in seen | banks}
    hidden = {code for code in names if code not in seen | banks}
    people = tables["persons"].set_index("person_id")["name"]
    codes = (hidden | (set(people.index) - seen)
             | (set(tables["loans"]["loan_no"]) - loans)
             | (set(tables["guarantees"]["guarantee_no"]) - contracts)
             | (set(tables["facilities"]["facility_no"]) - lines))  # fmt: skip
    called = {names[code] for code in hidden} - allowed
    return Secrets(frozenset(codes), frozenset(name for name in called if not any(isinstance(one, str) and name in one for one in allowed)))


def people(tables: Tables) -> frozenset[str]:
    """The names of persons, which stand in no answer of any role."""
    return frozenset(tables["persons"]["name"].dropna())
