"""Checks the modules of the pages with eslint and the TypeScript compiler; says so where this machine has no Node.js."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> int:
    """The exit code of the linters; without Node.js 0, unless REQUIRE names the browser."""
    npm = shutil.which("npm")
    if npm is None:
        required = "browser" in os.environ.get("REQUIRE", "")
        sys.stderr.write("the modules of the pages were not checked: npm is not on this machine\n")
        return int(required)
    lock = HERE / "package-lock.json"
    done = HERE / "node_modules" / ".done"
    if not done.exists() or done.read_bytes() != lock.read_bytes():
        subprocess.run([npm, "ci", "--silent", "--no-audit", "--no-fund"], cwd=HERE, check=True)
        done.write_bytes(lock.read_bytes())
    return subprocess.run([npm, "run", "--silent", "lint"], cwd=HERE, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
