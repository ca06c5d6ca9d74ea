"""Loads: files sent over the network, and the runs of the store."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from api.models.simulations import JobError
from graph.side_store import JobStatus


class Counted(BaseModel):
    """Rows of one table: read = loaded + updated + unchanged + rejected."""

    read: int
    loaded: int
    updated: int
    unchanged: int
    rejected: int


class RejectionRow(BaseModel):
    """One refused cell, at its place in the file."""

    model_config = ConfigDict(json_schema_extra={"examples": [{
        "file": "借据.xlsx", "sheet": "借据", "row": 7, "column": "balance", "value": "abc", "code": "amount-invalid",
        "message": "balance: abc is not an amount.", "header": "贷款余额", "chinese": "“贷款余额”不是有效金额",
    }]})  # fmt: skip

    file: str
    sheet: str
    row: int = Field(description="As Excel counts.")
    column: str
    value: str
    code: str
    message: str
    header: str = Field(description="What the column is called in files.")
    chinese: str = Field(description="The message in Chinese.")


class LoadReport(BaseModel):
    """What a run did: the fields of `ingest --json`."""

    run_id: str
    tables: dict[str, Counted]
    rejections: list[RejectionRow] = Field(description="The first 500; all of them are at `/rejections`.")
    skipped: list[dict[str, str]]
    files: dict[str, str] = Field(description="File to SHA-256.")
    closed: dict[str, int]
    external: dict[str, int]
    notices: list[dict[str, Any]]
    possible_duplicates: list[dict[str, Any]]
    formulas: int
    returned: list[str] = Field(description="Marked copies of files with refused rows; to be had at `/returned`.")
    truncated: bool = Field(description="Whether there are more rejections.")


class LoadJob(BaseModel):
    """How a load stands. `done` means that it is in the store, anything else final that nothing of it is."""

    model_config = ConfigDict(json_schema_extra={"examples": [{
        "id": "5f0c2f6e4b1d4c0f9a8b7c6d", "status": "running", "progress": 0.42, "stage": "check", "author": "key:9f2c11aa04be",
        "files": ["借据.xlsx"], "submitted_at": "2026-07-01T08:00:00.000+00:00", "started_at": "2026-07-01T08:00:00.080+00:00",
        "finished_at": None, "error": None, "run": None,
    }]})  # fmt: skip

    id: str
    status: JobStatus
    progress: float = Field(ge=0, le=1)
    stage: str | None
    author: str | None = Field(description="Who sent it; null for a run of the command line.")
    files: list[str]
    submitted_at: str
    started_at: str | None
    finished_at: str | None
    error: JobError | None = Field(description="Why nothing was loaded, in the words of `ingest`.")
    run: str | None = Field(description="The run it became.")


class Load(LoadJob):
    """A load with its report."""

    result: LoadReport | None = Field(description="Null until it is in the store.")


class RunRow(BaseModel):
    """A run of the store."""

    model_config = ConfigDict(json_schema_extra={"examples": [{
        "id": "20260701T020304Z-1a2b3c4d", "number": 4, "started_at": "2026-07-01T02:03:04+00:00",
        "finished_at": "2026-07-01T02:03:09+00:00", "data_date": "2026-06-30", "kind": "upload", "author": "key:9f2c11aa04be",
        "role": "admin", "jurisdiction": None,
    }]})  # fmt: skip

    id: str
    number: int
    started_at: str
    finished_at: str | None
    data_date: str | None = Field(description="Latest reporting date of any fact current after it.")
    kind: str | None = Field(description="upload, or the kind of the fact that was entered; null for a run of the command line.")
    author: str | None
    role: str | None
    jurisdiction: str | None


class RunPage(BaseModel):
    """A page of runs, and the loads that wait or are under way."""

    items: list[RunRow]
    next: str | None = Field(description="`cursor` of the next page, null on the last.")
    snapshot: str | None = Field(description="Null as long as nothing was loaded.")
    truncated: bool
    total: int
    active: list[LoadJob]
