"""Finding parties by name or code.

The `cjk` analyzer keeps pairs of signs, so the full-text index finds Chinese text of two signs and more wherever it stands in a name.
Single signs, letters and digits are looked for in every party, since the index keeps those as whole words only.
"""

from __future__ import annotations

import unicodedata
from typing import Any, Final

from neo4j.exceptions import ClientError

from graph.cypher.layout import SEARCH_INDEX
from graph.cypher.names import FORMER, HOMES, PARTY, version_label
from graph.errors import StoreError
from graph.neo4j_store.connection import Connection
from graph.schema import TABLES
from graph.store import PartyHit
from graph.values import normalise_name

_KINDS: Final = {"guarantee_companies": "guarantee_company", "enterprises": "enterprise", "persons": "person"}
_IDEOGRAPHS: Final = (("一", "鿿"), ("㐀", "䶿"))
_HOLDS: Final = """
(toLower(coalesce(n.name, '')) CONTAINS $written OR toLower(n.code) CONTAINS $code
 OR ($normalised <> '' AND coalesce(n.search_name, '') CONTAINS $normalised))"""
_BY_INDEX: Final = f"CALL db.index.fulltext.queryNodes('{SEARCH_INDEX}', $phrase) YIELD node AS n"
_BY_SCAN: Final = f"MATCH (n:{PARTY})"
_ANSWER: Final = """
WITH n, {kind} AS kind ORDER BY kind
WITH n.code AS code, collect({{n: n, kind: kind}})[0] AS first
WITH code, first.kind AS kind, coalesce(first.n.name, code) AS name, first.n.county_code AS county
RETURN code, kind, name, county ORDER BY toLower(code) = $code DESC, name, code LIMIT $limit"""


def find(connection: Connection, text: str, limit: int) -> list[PartyHit]:
    """Parties whose name or code contains a text; exact codes first, then by name."""
    text = text.replace("\0", "").strip()
    written, normalised, code = text.lower(), normalise_name(text), unicodedata.normalize("NFKC", text).lower()
    if not written:
        return []
    store = connection.read("MATCH (s:Store) RETURN s.last_run AS last, s.loading AS loading")
    if not store:
        return []
    sought: dict[str, Any] = {"written": written, "normalised": normalised, "code": code, "limit": limit, "last": store[0]["last"]}
    if store[0]["loading"] is not None:
        found = connection.read(_while_loading(), **sought)
    elif len(text) > 1 and all(_is_ideograph(sign) for sign in text):
        found = _by_index(connection, sought, phrase=" OR ".join(f'"{one}"' for one in dict.fromkeys((written, normalised))))
    else:
        found = connection.read(_query(_BY_SCAN), **sought)
    names = list(_KINDS.values())
    return [PartyHit(row["code"], row["name"], names[row["kind"]], row["county"]) for row in found]  # type: ignore[arg-type]


def _by_index(connection: Connection, sought: dict[str, Any], phrase: str) -> list[dict[str, Any]]:
    try:
        return connection.read(_query(_BY_INDEX), **sought, phrase=phrase)
    except StoreError as fault:
        if not isinstance(fault.__cause__, ClientError):
            raise
        return connection.read(_query(_BY_SCAN), **sought)  # somebody dropped the index


def _query(source: str) -> str:
    return f"{source} WHERE n.run_id <= $last AND {_HOLDS}{_ANSWER.format(kind=_kind('n', versions=False))}"


def _while_loading() -> str:
    """What an unfinished run changed is looked for where it was set aside."""
    aside = " UNION ALL ".join(
        f"MATCH (n:{version_label(TABLES[name])}) WHERE (n.set_aside > $last OR (n:{FORMER} AND n.closed_by > $last)) AND n.gone IS NULL"
        f" AND coalesce(n.closed_by > $last, true) AND n.run_id <= $last AND {_HOLDS} RETURN n"
        for name in HOMES
    )
    drawn = f"MATCH (n:{PARTY}) WHERE n.run_id <= $last AND {_HOLDS} RETURN n"
    return f"CALL () {{ {drawn} UNION ALL {aside} }}{_ANSWER.format(kind=_kind('n', versions=True))}"


def _kind(name: str, *, versions: bool) -> str:
    cases = " ".join(
        f"WHEN {name}:{TABLES[table].label}{f' OR {name}:{version_label(TABLES[table])}' if versions else ''} THEN {place}"
        for place, table in enumerate(HOMES)
    )
    return f"CASE {cases} END"


def _is_ideograph(sign: str) -> bool:
    return any(first <= sign <= last for first, last in _IDEOGRAPHS)
