"""Every error the platform raises on purpose.

```
SuretygraphError                 code, one sentence, exit code of the command line
├── UsageError                2  the call itself is wrong
│   ├── InvalidStoreUrl          store-url
│   ├── UnknownCode              unknown-code
│   ├── InvalidParameter         invalid-parameter
│   ├── InvalidScenario          scenario-invalid
│   └── StoreEmpty               store-empty
├── InputError                3  a file cannot be read; nothing was loaded
│   ├── UnreadableFile           file-unreadable | file-encoding | file-bomb | file-too-wide | file-encrypted | file-type | no-codes |
│   │                            column-unclear
│   ├── MissingColumn            column-missing
│   ├── RepeatedColumn           column-repeated
│   ├── InvalidManifest          manifest-invalid
│   ├── InvalidRules             rules-invalid | rules-unknown-rule | rules-unknown-parameter | rules-unknown-county | rules-value
│   ├── InvalidScheme            scheme-invalid | scheme-dimension | scheme-measure | scheme-benchmark | scheme-weight | scheme-cap |
│   │                            scheme-duplicate
│   ├── InvalidDecisions         decisions-invalid | decisions-enterprise | decisions-class | decisions-author | decisions-reason |
│   │                            decisions-confirmation | decisions-window
│   ├── RowsRefused              the code of the first row's reason (ingest/reasons.py)
│   └── NothingToLoad            nothing-to-load
├── StoreError                4  the store does not answer, or not as it should
│   ├── StoreUnreachable         store-unreachable
│   ├── StoreRefused             store-auth
│   ├── StoreBusy                store-busy
│   └── StoreIncompatible        store-schema
└── InvalidNetwork            2  values a model cannot compute with: invalid-network
```
A rejected row is no error: it is a `Rejection` (ingest/reasons.py) in the report of its run, unless the load was to be taken whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar


class SuretygraphError(Exception):
    """Base of all; `code` is stable, `message` one sentence for a person."""

    code: str = "error"
    exit_code: ClassVar[int] = 2

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class UsageError(SuretygraphError):
    """The call itself is wrong."""

    code = "usage"


class InvalidStoreUrl(UsageError):
    """A store URL that names no store."""

    code = "store-url"


class UnknownCode(UsageError):
    """A party, circle or run that does not exist."""

    code = "unknown-code"


class InvalidParameter(UsageError):
    """A parameter outside its range."""

    code = "invalid-parameter"


class InvalidScenario(UsageError):
    """A scenario says something that cannot be done; `where` is the field, such as edits[1].amount."""

    code = "scenario-invalid"

    def __init__(self, message: str, where: str = "") -> None:
        super().__init__(message)
        self.where = where


class StoreEmpty(UsageError):
    """A question to a store nothing was loaded into."""

    code = "store-empty"


class InvalidNetwork(SuretygraphError):
    """Amounts, capacities or indices no model can compute with."""

    code = "invalid-network"


class InputError(SuretygraphError):
    """A file cannot be read; nothing was loaded."""

    code = "input"
    exit_code = 3

    def __init__(self, file: str, message: str) -> None:
        super().__init__(f"{file}: {message}")
        self.file = file


class UnreadableFile(InputError):
    """The container, the encoding or the size of a file."""

    def __init__(self, file: str, message: str, code: str = "file-unreadable") -> None:
        super().__init__(file, message)
        self.code = code


class MissingColumn(InputError):
    """A required column is not in the file."""

    code = "column-missing"


class RepeatedColumn(InputError):
    """Two headers of a file mean the same column."""

    code = "column-repeated"


class InvalidManifest(InputError):
    """manifest.toml, or a --complete declaration, cannot be understood."""

    code = "manifest-invalid"


class InvalidFile(InputError):
    """A file of settings or decisions that cannot be used; `faults` has everything that is wrong, the code is that of the first."""

    def __init__(self, file: str, faults: tuple[str, ...], code: str | None = None) -> None:
        super().__init__(file, _some(faults))
        self.code = code or type(self).code
        self.faults = faults


class InvalidRules(InvalidFile):
    """A file of rule parameters says something no rule can take."""

    code = "rules-invalid"


class InvalidScheme(InvalidFile):
    """A scheme of scores that cannot be used."""

    code = "scheme-invalid"


class InvalidDecisions(InvalidFile):
    """Proposals, objections or overrides that cannot stand."""

    code = "decisions-invalid"


class RowsRefused(InputError):
    """Rows refused of a load that was to be taken with all its rows or not at all; `rejections` as reports tell them."""

    def __init__(self, file: str, rejections: tuple[Mapping[str, Any], ...]) -> None:
        super().__init__(file, str(rejections[0]["message"]))
        self.code = str(rejections[0]["code"])
        self.rejections = rejections


class NothingToLoad(InputError):
    """A folder without a single known file."""

    code = "nothing-to-load"


class StoreError(SuretygraphError):
    """The store does not answer, or not as it should."""

    code = "store"
    exit_code = 4


class StoreUnreachable(StoreError):
    """No store at the address."""

    code = "store-unreachable"


class StoreRefused(StoreError):
    """The store refused the credentials."""

    code = "store-auth"


class StoreBusy(StoreError):
    """Another run is writing."""

    code = "store-busy"


class StoreIncompatible(StoreError):
    """The store was written by another version of the schema, or is no suretygraph store."""

    code = "store-schema"


def _some(faults: tuple[str, ...]) -> str:
    """The first faults, and how many more there are."""
    more = f" (and {len(faults) - 8} more faults)" if len(faults) > 8 else ""
    return "; ".join(faults[:8]) + more
