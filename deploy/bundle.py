"""One archive that installs with no network: every locked dependency as a wheel, our own wheel, and what to do with them.

`python deploy/bundle.py` writes `dist/suretygraph-VERSION-bundle.tar.gz` (on Windows `.zip`) for the platform and the Python it runs on,
then installs it from the archive with the network off and makes the demo city with it.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
HERE = ROOT / "deploy"
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
WINDOWS = sys.platform == "win32"
NOWHERE = "http://127.0.0.1:9"  # nobody listens on the port that throws everything away


def main() -> None:
    """Make the archive and try it."""
    with tempfile.TemporaryDirectory(prefix="suretygraph-bundle-") as folder:
        wheels = Path(folder) / "wheelhouse"
        run(sys.executable, "-m", "pip", "wheel", "--quiet", "--wheel-dir", wheels, "--constraint", ROOT / "requirements.lock", ROOT)
        own = next(wheels.glob("suretygraph-*.whl"))
        version = own.name.split("-")[1]
        name = f"suretygraph-{version}-bundle"
        content = Path(folder) / name
        content.mkdir()
        shutil.move(wheels, content / "wheelhouse")
        write_about(content, version)
        archive = Path(shutil.make_archive(str(ROOT / "dist" / name), "zip" if WINDOWS else "gztar", folder, name))
    count = len(list_of(archive))
    print(f"{archive.relative_to(ROOT)}: {archive.stat().st_size / 2**20:.0f} MiB, {count} files, for {target()}")
    attempt(archive, name)


def write_about(content: Path, version: str) -> None:
    """Pins with digests, the lock they come from, instructions, and an installer of either kind."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = {(plain(name), release) for name, release in re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+)", lock, re.MULTILINE)}
    pins = []
    for wheel in sorted((content / "wheelhouse").glob("*.whl")):
        name, release = plain(wheel.name.split("-")[0]), wheel.name.split("-")[1]
        if (name, release) not in locked | {("suretygraph", version)}:
            raise SystemExit(f"{wheel.name} is not what requirements.lock says")
        pins.append(f"{name}=={release} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n")
    (content / "requirements.txt").write_text("".join(pins), encoding="utf-8", newline="\n")
    for file in ("requirements.lock", "LICENSE"):
        shutil.copy(ROOT / file, content / file)
    shutil.copy(ROOT / "docs" / "operations.md", content / "operations.md")
    for file in ("INSTALL.md", "install.sh", "install.cmd"):
        text = (HERE / file).read_text(encoding="utf-8")
        for mark, value in (("@VERSION@", version), ("@PYTHON@", PYTHON), ("@TARGET@", target())):
            text = text.replace(mark, value)
        (content / file).write_text(text, encoding="utf-8", newline="\r\n" if file.endswith(".cmd") else "\n")
    (content / "install.sh").chmod(0o755)


def attempt(archive: Path, name: str) -> None:
    """Install from the archive in an empty folder with the network off, and make the demo city."""
    with tempfile.TemporaryDirectory(prefix="suretygraph-try-") as folder:
        shutil.unpack_archive(archive, folder, **({} if WINDOWS else {"filter": "data"}))
        place = Path(folder) / name
        off, how = offline()
        installer = ("cmd", "/c", place / "install.cmd") if WINDOWS else ("sh", place / "install.sh")
        installed = place / "venv" / ("Scripts" if WINDOWS else "bin")
        kept = {key: value for key, value in os.environ.items() if not key.upper().startswith(("PIP_", "PYTHON", "VIRTUAL_ENV"))}
        environment = kept | dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "PIP_INDEX_URL"), NOWHERE)
        environment |= {"HOME": folder, "USERPROFILE": folder, "LOCALAPPDATA": folder, "PYTHON": sys.executable}
        for command in (
            installer,
            (installed / "suretygraph", "demo", "--scale", "small", "--out", "demo"),
            (installed / "suretygraph", "keys", "create", "--role", "admin", "--store", "sqlite:///demo/suretygraph.db"),
            (installed / "python", "-c", "import api.server, api.app"),
        ):
            run(*off, *command, cwd=folder, env=environment, stdout=subprocess.DEVNULL)
    print(f"tried: installed from {archive.name} alone, made the demo city and a key with it, {how}")


def offline() -> tuple[tuple[str, ...], str]:
    """What to begin a command with so that it has no network, and how that is told."""
    cut = ("unshare", "--map-root-user", "--net")
    if shutil.which("unshare") and subprocess.run([*cut, "true"], capture_output=True, check=False).returncode == 0:
        return cut, "in a network namespace without any network"
    return (), "with the index and all proxies pointing nowhere"


def list_of(archive: Path) -> list[str]:
    """The names of the files in an archive."""
    if archive.suffix == ".zip":
        with zipfile.ZipFile(archive) as packed:
            return packed.namelist()
    with tarfile.open(archive) as packed:
        return packed.getnames()


def plain(name: str) -> str:
    """A project's name in its one spelling (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def target() -> str:
    """What the wheels are for."""
    return f"{platform.system()} {platform.machine()}, Python {PYTHON}"


def run(*command: object, **options: object) -> None:
    """Run a command; its failure is ours."""
    subprocess.run([str(word) for word in command], check=True, **options)  # type: ignore[call-overload]


if __name__ == "__main__":
    main()
