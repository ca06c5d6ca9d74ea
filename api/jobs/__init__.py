"""Long work, done by processes of its own so that reading stays fast; nothing here knows HTTP."""

from api.jobs.runner import JobRunner

__all__ = ["JobRunner"]
