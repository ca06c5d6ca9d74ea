"""From files to raw tables: `read_folder` reads whatever offices and banks send."""

from ingest.readers.file import Skipped
from ingest.readers.folder import Reading, read_folder

__all__ = ["Reading", "Skipped", "read_folder"]
