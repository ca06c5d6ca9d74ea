"""`serve`: the application on uvicorn, in one process or several, from the check before it listens to its orderly end."""

from __future__ import annotations

import os
import signal
import socket
import sys
import tempfile
import threading
import time
from functools import partial
from typing import TYPE_CHECKING, Final, NoReturn

import structlog
import uvicorn
from uvicorn.supervisors import Multiprocess

from api import logs
from api.boundary import DEFECT, INTERRUPTED, verdict
from api.output import note
from graph.errors import InvalidParameter, SuretygraphError
from graph.store_url import parse

if TYPE_CHECKING:
    from types import FrameType

    from fastapi import FastAPI

    from api.security.authentication import Authenticator
    from api.settings import Settings

_ANSWERS_SECONDS: Final = 4  # answers that have begun may take so long after the signal to end
_END_SECONDS: Final = 8.5  # after the signal the process ends, whatever still runs


def serve(settings: Settings) -> None:
    """Serve until SIGTERM (exit code 0) or SIGINT (130).

    Raises:
        InvalidParameter: an open server on an address that others reach; an address nobody can listen on.
        StoreError: a store does not answer, or is none.

    """
    from api.app import create_app

    signal.signal(signal.SIGTERM, _leave)
    app = create_app(settings)  # refuses before anything listens
    who = _who(app.state.services.authenticator)
    with _listening(settings) as listener:
        note(f"suretygraph: listening on {_address(listener)}, store {parse(settings.store)}, {who}")
        logs.configure(settings)
        if settings.workers == 1:
            _Server(_config(settings, app)).run(sockets=[listener])
        app.state.services.close()
        with tempfile.TemporaryDirectory(prefix="suretygraph-metrics-") as folder:
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder  # the workers' prometheus_client adds their measurements up there
            _Workers(_config(settings, partial(worker, settings)), [listener]).run()


def worker(settings: Settings) -> FastAPI:
    """The application of one of several processes."""
    from api.app import create_app

    logs.configure(settings)
    try:
        return create_app(settings)
    except SuretygraphError as fault:  # the store went away since the start: the parent tries again until it is back
        structlog.get_logger().error("start", code=fault.code, detail=fault.message)
        time.sleep(2)
        sys.exit(fault.exit_code)


def _config(settings: Settings, app: FastAPI | partial[FastAPI]) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        factory=isinstance(app, partial),
        workers=settings.workers,
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=_ANSWERS_SECONDS,
    )


def _listening(settings: Settings) -> socket.socket:
    """The socket, which takes connections from now on: who connects before the application runs waits."""
    host = settings.host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # where none is named, asyncio lets small answers wait
    try:
        if sys.platform != "win32":  # there it would let two servers share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, settings.port))
        listener.listen(2048)
        listener.set_inheritable(True)
    except OSError as fault:
        listener.close()
        raise InvalidParameter(f"cannot listen on {host} port {settings.port}: {fault.strerror or fault}") from None
    return listener


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _who(guard: Authenticator) -> str:
    """Who may ask, in words."""
    if guard.open:
        return "open: nobody signs in, on this machine only"
    nobody = guard.tokens is None and not guard.side.keys.any()
    return "everybody signs in" + (", and nobody can yet: 'suretygraph keys create' makes a key" if nobody else "")


def _leave(_: int, __: FrameType | None) -> NoReturn:
    """SIGTERM before the server handles it itself."""
    raise SystemExit(0)


class _Server(uvicorn.Server):
    """A server that ends in time even where an answer does not."""

    ended_by = 0

    def run(self, sockets: list[socket.socket] | None = None) -> NoReturn:
        """Serve, and end the process."""
        try:
            super().run(sockets)
        except SystemExit:  # the application did not start; the log says why
            os._exit(DEFECT)
        _end(self.ended_by)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002
        """Begin to end."""
        if not self.should_exit:
            self.ended_by = sig
            timer = threading.Timer(_END_SECONDS, _end, (sig,))
            timer.daemon = True
            timer.start()
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True


class _Workers(Multiprocess):
    """Server processes of which one that dies is replaced, and which end in time."""

    interrupted = False

    def run(self) -> None:
        """Serve; KeyboardInterrupt where it was SIGINT that ended it."""
        super().run()
        if self.interrupted:
            raise KeyboardInterrupt
        if any(one.process.exitcode == uvicorn.config.STARTUP_FAILURE for one in self.processes):
            raise SystemExit(DEFECT)

    def handle_int(self) -> None:
        """Begin to end."""
        self.interrupted = True
        super().handle_int()

    def keep_subprocess_alive(self) -> None:
        """Replace those that ended. Others are not asked: one that begins or computes is silent, and meanwhile no signal would be heard."""
        living = [one for one in self.processes if one.process.is_alive()]
        self.processes = [one for one in self.processes if one not in living]
        super().keep_subprocess_alive()
        self.processes += living

    def join_all(self) -> None:
        """Wait for the processes, and no longer than they may take."""
        end = time.monotonic() + _END_SECONDS
        for one in self.processes:
            one.process.join(max(0.0, end - time.monotonic()))
            if one.process.exitcode is None:
                one.process.kill()
                one.process.join()


def _end(sign: int) -> NoReturn:
    """Leave without taking apart a heap of millions of objects, which takes seconds: what had to be closed is."""
    if sign == signal.SIGINT:
        note(f"suretygraph: {verdict(KeyboardInterrupt())}")
    sys.stderr.flush()
    os._exit(INTERRUPTED if sign == signal.SIGINT else 0)
