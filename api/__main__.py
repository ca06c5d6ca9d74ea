"""`python -m api`, and what `suretygraph` starts."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; whoever interrupts it while it is still being loaded is spared a traceback."""
    try:
        from api.cli import main as run
    except KeyboardInterrupt:
        sys.exit(130)
    run()


if __name__ == "__main__":
    main()
