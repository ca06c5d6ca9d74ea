"""What an enterprise's dossier says."""

from __future__ import annotations

from typing import Final

from viz.style import Word

TEXTS: Final = {
    "enterprise.title": Word("一企一档", "Enterprise dossier"),
}
