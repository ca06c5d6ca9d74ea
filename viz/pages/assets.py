"""Files the pages load: our own, and the libraries out of their wheels; under one digest, so that browsers may keep them for good."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final

from viz.pages.words import WORDS
from viz.style import WORDS as FIELDS
from viz.style import Lang

_OWN: Final = Path(__file__).parent / "static"
_TYPES: Final = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_VENDOR: Final = {
    "vendor/vis-network.js": ("pyvis", "lib/vis-9.1.2/vis-network.min.js"),
    "vendor/vis-network.css": ("pyvis", "lib/vis-9.1.2/vis-network.css"),
    "vendor/plotly.js": ("plotly", "package_data/plotly.min.js"),
}


@dataclass(frozen=True)
class Asset:
    """A file as it is sent."""

    content: bytes
    media_type: str


def asset(path: str) -> Asset | None:
    """A file by its path below the digest; None where there is none."""
    return _every().get(path)


@cache
def digest() -> str:
    """Of all files together: it stands in their addresses."""
    whole = hashlib.sha256()
    for name, found in sorted(_every().items()):
        whole.update(name.encode() + b"\0" + found.content)
    return whole.hexdigest()[:16]


@cache
def _every() -> dict[str, Asset]:
    own = {
        path.relative_to(_OWN).as_posix(): Asset(path.read_bytes(), _TYPES[path.suffix])
        for path in sorted(_OWN.rglob("*"))
        if path.suffix in _TYPES
    }
    vendor = {
        name: Asset(resources.files(package).joinpath(inside).read_bytes(), _TYPES[Path(name).suffix])
        for name, (package, inside) in _VENDOR.items()
    }
    return own | vendor | {f"js/words/{lang}.js": _words(lang) for lang in ("zh", "en")}


def _words(lang: Lang) -> Asset:
    """The texts of one language as a module; on pages the names of fields stand as titles do."""
    texts = {key: word[lang] for key, word in WORDS.items()}
    told = json.dumps(
        texts | {key: texts[key][:1].upper() + texts[key][1:] for key in texts if key in FIELDS or key.startswith("stated.")},
        ensure_ascii=False,
    )
    return Asset(f"export default {told};\n".encode(), "text/javascript")
