"""Write the templates: `python -m viz.papers.templates FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

from viz.papers.templates import write

if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m viz.papers.templates FOLDER")
    for path in write(Path(sys.argv[1])):
        sys.stdout.write(f"{path}\n")
