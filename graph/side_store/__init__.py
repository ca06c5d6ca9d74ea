"""What is no fact of the graph: API keys, jobs, the audit trail, decisions and entries of people; one SQLite file beside the store."""

from graph.side_store.audit import Act, Entry, Fault
from graph.side_store.database import SideStore
from graph.side_store.jobs import ACTIVE, FINAL, Job, JobStatus, packed
from graph.side_store.keys import ApiKey
from graph.side_store.presence import Presence
from graph.side_store.sessions import Session
from graph.side_store.submissions import Submission

__all__ = [
    "ACTIVE",
    "FINAL",
    "Act",
    "ApiKey",
    "Entry",
    "Fault",
    "Job",
    "JobStatus",
    "Presence",
    "Session",
    "SideStore",
    "Submission",
    "packed",
]
