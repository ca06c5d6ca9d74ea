"""A Neo4j Community server as a process of our own, from the jars Maven brings: no Docker, no installation."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

HERE = Path(__file__).parent
POM = HERE / "pom.xml"
LIBRARY = HERE / "lib"
DONE = LIBRARY / "complete"
USER, PASSWORD = "neo4j", "suretygraph-tests"
SMALL = ("-Xms64m", "-Xmx768m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")


class NoServer(Exception):
    """A server cannot be had on this machine."""


@dataclass
class Neo4jServer:
    """A server of our own: its folder, its port and its process. It ends when its standard input does, so it cannot outlive the tests."""

    home: Path
    port: int
    jvm: tuple[str, ...] = SMALL
    process: subprocess.Popen[str] | None = None
    log: IO[str] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        return f"neo4j://127.0.0.1:{self.port}/neo4j"

    def prepare(self) -> None:
        """Give a server that never ran its password."""
        run_java(["org.neo4j.cli.AdminTool", "dbms", "set-initial-password", PASSWORD], self.home)

    def start(self) -> None:
        """Start and wait until it answers."""
        self.log = (self.home / "server.log").open("a", encoding="utf-8")
        command = ["java", *self.jvm, "-cp", classpath(), str(HERE / "Neo4jServer.java"), str(self.home), str(self.port)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log, text=True)
        assert self.process.stdout is not None
        said = self.process.stdout.readline()
        if said.strip() != "ready":
            self.kill()
            raise RuntimeError(f"the Neo4j server did not start: {said} see {self.home / 'server.log'}")

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.process is not None:
            self.process.kill()
            self._forget()

    def _forget(self) -> None:
        assert self.process is not None
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout, self.log):
            if pipe is not None and not pipe.closed:
                pipe.close()
        self.process = None


def classpath() -> str:
    return str(LIBRARY / "*")


def run_java(arguments: list[str], home: Path, jvm: tuple[str, ...] = ()) -> None:
    """Run one of Neo4j's own tools on a server's folder."""
    settings = {**os.environ, "NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")}
    command = ["java", *jvm, "-cp", classpath(), *arguments]
    subprocess.run(command, cwd=home, env=settings, check=True, capture_output=True, text=True)


def fetch_library() -> None:
    """Have Maven bring the server's jars, once; a folder half filled does not count.

    Raises:
        NoServer: no Java, no Maven, or Maven could not fetch the jars.

    """
    missing = [name for name in ("java", "mvn") if shutil.which(name) is None]
    if missing:
        raise NoServer(f"no {' and no '.join(missing)} to run a Neo4j server with")
    if complete():
        return
    with one_at_a_time("fetching"):
        if complete():  # by whoever was first
            return
        shutil.rmtree(LIBRARY, ignore_errors=True)
        command = [shutil.which("mvn") or "mvn", "-q", "-B", "dependency:copy-dependencies", f"-DoutputDirectory={LIBRARY}"]
        fetched = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
        if fetched.returncode != 0:
            raise NoServer(f"Maven could not fetch Neo4j: {fetched.stdout.strip()[:200]}")
        DONE.write_text(POM.read_text(encoding="utf-8"), encoding="utf-8")


def complete() -> bool:
    """Whether the jars are there, all of them, and those of today's pom.xml."""
    return DONE.exists() and DONE.read_text(encoding="utf-8") == POM.read_text(encoding="utf-8")


@contextmanager
def one_at_a_time(what: str) -> Iterator[None]:
    """Keep the other processes of a test run out of the block; SQLite's file lock, which every system lets go of when its holder dies."""
    with closing(sqlite3.connect(HERE / f"{what}.lock", timeout=600.0, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        yield


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
