"""What the city should coordinate: the queue, and the lines that decide it."""

from analysis.coordination.assessment import queue
from analysis.coordination.lines import CoordinationParameters, Reason
from analysis.coordination.rows import Queue, QueueRow, remembered

__all__ = ["CoordinationParameters", "Queue", "QueueRow", "Reason", "queue", "remembered"]
