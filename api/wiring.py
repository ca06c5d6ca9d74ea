"""From settings to an open store and the network of a date. The only place that knows which adapter an address means."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

from api.settings import Settings
from graph.errors import InvalidParameter, StoreEmpty, StoreUnreachable
from graph.facts import CityFacts
from graph.network import Assumptions, GuaranteeNetwork
from graph.progress import Progress, silent
from graph.store import GraphStore, Run
from graph.store_url import parse

if TYPE_CHECKING:
    from analysis.classification import Scheme
    from analysis.rules import RuleBook
    from graph.side_store import SideStore

KEPT_NETWORKS: Final = 12  # network files kept a folder; the least recently made goes first


@dataclass(frozen=True, eq=False)
class Snapshot:
    """An open store, its network of one date, and the tables behind it."""

    store: GraphStore
    as_of: date
    network: GuaranteeNetwork
    facts: CityFacts


def open_store(settings: Settings, url: str | None = None, *, create: bool = False, patience: float | None = None) -> GraphStore:
    """Open the store of `url` (default: the setting); a SQLite file that does not exist is made only with `create`.

    `patience` is how many seconds to try for when a server is away (default: the store's own).

    Raises:
        InvalidStoreUrl: the address names no store, or holds credentials.
        StoreError: the store does not answer.

    """
    address = parse(url or settings.store)
    if address.path is not None:
        from graph.sqlite_store import SqliteStore

        return SqliteStore.open(address.path, create=create)
    from graph.neo4j_store import PATIENCE, Neo4jStore

    password = settings.neo4j_password.get_secret_value() if settings.neo4j_password else ""
    seconds = PATIENCE if patience is None else patience
    return Neo4jStore(address, user=settings.neo4j_user, password=password, create=create, patience=seconds)


def begin_store(settings: Settings, url: str | None = None) -> None:
    """Make the store of `url` (default: the setting), empty, where there is none yet."""
    with closing(open_store(settings, url, create=True)) as store:
        if store.state().last_run == 0:
            with store.start_run():  # left without a finish: what remains is the store itself
                pass


def open_side_store(settings: Settings, url: str | None = None, *, create: bool = True) -> SideStore:
    """Open the file of keys, jobs and the audit trail that belongs to a store (default: the setting's).

    Raises:
        StoreUnreachable: it is not there yet, and `create` is not given.

    """
    from graph.side_store import SideStore

    path = side_store_path(settings, url)
    if not create and not path.is_file():
        raise StoreUnreachable(f"{path}: no such file: nobody has made a key for this store or served it yet")
    return SideStore(path)


def side_store_path(settings: Settings, url: str | None = None) -> Path:
    """Where that file is, or will be."""
    address = parse(url or settings.store)
    return settings.side_store_file(address.path, f"{address.host}-{address.port}-{address.database}")


@contextmanager
def reading(
    settings: Settings,
    url: str | None,
    as_of: date | None,
    *,
    known_at: str | None = None,
    progress: Progress = silent,
) -> Iterator[Snapshot]:
    """An open store and its network of `as_of` (default: the store's own date) as known after a run (default: the last), closed at the end.

    Raises:
        InvalidParameter: a run without a date.
        UnknownCode: no such run.

    """
    if known_at is not None and as_of is None:
        raise InvalidParameter("--known-at needs --as-of: the store's own date is that of what is known now")
    with closing(open_store(settings, url)) as store:
        day = as_of or default_date(store)
        number = store.run(known_at).number if known_at is not None else None
        facts = CityFacts(store, day, known_at=number)
        yield Snapshot(store, day, network(facts, settings, progress=progress), facts)


def default_date(store: GraphStore) -> date:
    """The latest reporting date in the store, else the day of its last load."""
    state = store.state()
    if state.last_run == 0:
        raise StoreEmpty(f"{store.url} holds no data yet: load files with 'suretygraph ingest DIR' first")
    return day_of(store.runs()[0])


def day_of(run: Run) -> date:
    """The day a store answers for after a run: the latest reporting date in it, else the day of the load."""
    return run.day


def counties_of(store: GraphStore) -> set[str]:
    """The codes of counties anybody in the store is in; empty where nothing was loaded."""
    return _codes(store, "county_code", ("counties", "enterprises", "banks"))


def banks_of(store: GraphStore) -> set[str]:
    """The codes of the store's banks; empty where nothing was loaded."""
    return _codes(store, "bank_code", ("banks",))


def _codes(store: GraphStore, column: str, tables: tuple[str, ...]) -> set[str]:
    from graph.schema import TABLES

    if store.state().last_run == 0:
        return set()
    read = (store.read(TABLES[name], columns=(column,)) for name in tables)
    return {str(code) for table in read for code in table[column].dropna().unique()}


def network(
    facts: CityFacts, settings: Settings, *, assumptions: Assumptions | None = None, progress: Progress = silent
) -> GuaranteeNetwork:
    """The network of the facts' day, mapped from its file, else built and kept."""
    from graph.assembly import ASSEMBLY, build_network
    from graph.network_file import load, save

    assumed = assumptions or Assumptions()
    key = repr((version("suretygraph"), ASSEMBLY, facts.snapshot, sorted(asdict(assumed).items())))
    folder = settings.network_cache(parse(facts.store_url).path)
    path = folder / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.network"
    kept = load(path)
    if kept is not None:
        return kept
    made = build_network(facts, assumed, progress=progress)
    with suppress(OSError):  # a folder nobody may write to costs time, not the answer
        save(made, path)
        drop_old(folder)
    return made


def rule_book(settings: Settings, file: Path | None = None, counties: Collection[str] | None = None) -> RuleBook:
    """The rules with the numbers of a file (default: the setting's), else as declared; without `counties` only their shape is checked.

    Raises:
        InvalidRules: the file cannot be read, or holds something no rule can take.

    """
    from analysis.rules import RuleBook, read_rules

    path = file or settings.rules
    return RuleBook() if path is None else read_rules(path, counties)


def score_scheme(settings: Settings, file: Path | None = None) -> Scheme:
    """The scheme of a file (default: the setting's), else the standard one; InvalidScheme when it cannot be used."""
    from analysis.classification import STANDARD, read_scheme

    path = file or settings.scheme
    return STANDARD if path is None else read_scheme(path)


def drop_old(folder: Path) -> None:
    """Remove the network files made longest ago; one that another process has mapped stays (Windows refuses)."""
    files = sorted(folder.glob("*.network"), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in files[KEPT_NETWORKS:]:
        with suppress(OSError):
            file.unlink()
