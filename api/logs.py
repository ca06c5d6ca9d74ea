"""The log: one JSON object a line on stderr, ours, the web server's and Python's warnings alike; never a key, a token or a query."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Final

import structlog

if TYPE_CHECKING:
    from structlog.typing import EventDict, Processor, WrappedLogger

    from api.settings import Settings

_QUIET: Final = ("httpx2", "httpcore2", "httpx", "httpcore", "neo4j", "numba", "asyncio")  # they tell addresses, and much of it


def configure(settings: Settings) -> None:
    """Write the log of this process as the settings say."""
    level = getattr(logging, settings.log_level.upper())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        structlog.processors.format_exc_info,  # as one text: no local variables, which may hold a secret
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(ensure_ascii=False)],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, _plain],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, structlog.processors.JSONRenderer(ensure_ascii=False)],
        )
    )
    logging.captureWarnings(True)  # noqa: FBT003
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _plain(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Without what uvicorn repeats in colour."""
    event.pop("color_message", None)
    return event
