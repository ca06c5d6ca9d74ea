"""Files sent over HTTP: loaded as the command line loads them, refused as it refuses them, and never more than asked for."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx2
import pytest

from api.cli import main
from api.models.lists import Page
from api.models.loading import Load, LoadJob, RejectionRow, RunPage
from api.settings import Settings
from api.wiring import open_store
from graph.side_store import SideStore
from tests.integration.http.server_process import Process

PROMISES = [("DB1", 1, "JJ1", None, "连带责任保证", None, "2026-01-10")]
CSV = "区县代码,名称\n330101,东山区\n".encode()
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PART = b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.csv"\r\n\r\n'
Files = list[tuple[str, bytes]]


def files_of(folder: Path) -> Files:
    return [(path.name, path.read_bytes()) for path in sorted(folder.iterdir())]


def send(served: Any, files: Files, role: str = "admin", headers: dict[str, str] | None = None, **fields: Any) -> Any:
    parts = [("files", (name, data)) for name, data in files]
    return served.clients[role].post("/api/v1/ingest/runs", files=parts, data=fields, headers=headers)


def ended(served: Any, sent: Any) -> Any:
    """The load once it has ended."""
    import time

    assert sent.status_code == 202, sent.text
    address = str(sent.headers["location"]).removeprefix("/api/v1")
    end = time.monotonic() + 120
    while (told := served.json("admin", address))["status"] in ("queued", "running"):
        assert time.monotonic() < end, told
        time.sleep(0.1)
    return told


def kept(served: Any) -> list[Path]:
    """Everything that lies in the folder of uploads."""
    return sorted(path for path in served.app.state.services.uploads.root.rglob("*") if path.is_file())


@pytest.fixture
def empty(serve: Callable[..., Any], tmp_path: Path) -> Any:
    return serve(f"sqlite:///{(tmp_path / 'city.db').as_posix()}")


def test_files_become_a_run_with_its_report_in_either_store(serve: Callable[..., Any], store_url: str, folder: Callable[..., Path]) -> None:
    served = serve(store_url)
    loans = [("JJ1", 0, 10, None), ("JJ2", 1, 7, None), ("JJ3", 3, "x", None)]
    sent = send(served, files_of(folder([6, 6, 0], loans, PROMISES)), reason="六月报送")
    LoadJob.model_validate(sent.json())
    told = ended(served, sent)
    Load.model_validate(told)
    assert (told["status"], told["progress"], told["error"]) == ("done", 1.0, None)
    result = told["result"]
    assert result["tables"]["loans"] == {"read": 3, "loaded": 2, "updated": 0, "unchanged": 0, "rejected": 1}
    assert [(one["file"], one["code"]) for one in result["rejections"]] == [("借据.xlsx", "amount-invalid")]
    assert result["returned"] == ["借据_退回.xlsx"]
    assert served.json("admin", f"/ingest/runs/{told['run']}")["result"] == result
    for name in (told["id"], told["run"]):
        page = served.json("admin", f"/ingest/runs/{name}/rejections")
        Page[RejectionRow].model_validate(page)
        assert page["items"] == result["rejections"]
    runs = served.json("admin", "/ingest/runs")
    RunPage.model_validate(runs)
    assert [(one["id"], one["kind"], one["role"]) for one in runs["items"]] == [(told["run"], "upload", "admin")]
    assert runs["items"][0]["author"] == told["author"]
    back = served.get("admin", f"/ingest/runs/{told['id']}/returned")
    assert back.headers["content-type"] == WORKBOOK
    assert back.headers["content-disposition"].endswith("; filename*=utf-8''%E5%80%9F%E6%8D%AE_%E9%80%80%E5%9B%9E.xlsx")
    assert "退回原因".encode() in b"".join(zipfile.ZipFile(io.BytesIO(back.content)).read(name) for name in _parts(back.content))
    assert [path.suffix for path in kept(served) if "files" in path.parts] == []
    assert len(served.app.state.services.snapshots.current().network.loans.number) == 2
    loan = served.clients["admin"].post(
        "/api/v1/maturities/JJ1/plans", json={"stage": "plan", "source": "renewal", "amount": "5", "reason": "企业书面还款计划"}
    )
    assert loan.status_code == 201, loan.text
    shot = served.app.state.services.snapshots.current()
    assert shot.ledger.rows.set_index("no").loc["JJ1", "planned"] == 5.0
    listed = served.json("admin", "/ingest/runs", limit=1)
    assert (listed["items"][0]["kind"], listed["total"]) == ("plan", 2)
    older = served.json("admin", "/ingest/runs", limit=1, cursor=listed["next"])
    assert (older["items"][0]["id"], older["next"]) == (told["run"], None)
    acts = {one.act.action: one.act for one in served.app.state.services.side.audit.read()}
    assert (acts["ingest.landed"].reason, acts["ingest.landed"].results) == ("六月报送", 2 + 4 + 1 + 3 + 1)


def _parts(content: bytes) -> list[str]:
    return [name for name in zipfile.ZipFile(io.BytesIO(content)).namelist() if "sharedStrings" in name or "sheet1.xml" in name]


def test_the_demo_city_sent_over_http_is_the_one_the_command_line_loads(empty: Any, served: Any, demo_file: Path) -> None:
    sent = send(empty, files_of(demo_file.parent / "input"))
    assert ended(empty, sent)["status"] == "done"
    for path in ("/coordination-queue", "/circles"):
        assert empty.every("city", path) == served.every("city", path)


def test_what_cannot_be_read_ends_as_on_the_command_line_and_leaves_the_store_as_it_was(
    empty: Any, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    bomb = _workbook({"xl/worksheets/sheet1.xml": b"<x>" + b" " * (1 << 28)})
    cases = {
        "借据.xlsx": b"PK\x03\x04 cut short", "担保.xlsx": bomb, "企业.csv": b"a,b\x00,c\n1,2,3\n", "说明.csv": "一,二\n1,2\n".encode(),
        "loans.csv": "借据编号,余额\nJJ1,5\n".encode(),
    }  # fmt: skip
    codes = {}
    for name, content in cases.items():
        told = ended(empty, send(empty, [(name, content)]))
        (tmp_path / "one").mkdir(exist_ok=True)
        for old in (tmp_path / "one").iterdir():
            old.unlink()
        (tmp_path / "one" / name).write_bytes(content)
        with pytest.raises(SystemExit) as left:
            main(["ingest", str(tmp_path / "one"), "--store", f"sqlite:///{(tmp_path / 'other.db').as_posix()}"])
        said = capfd.readouterr().err.replace(str(tmp_path / "one"), "the upload")
        assert (told["status"], left.value.code) == ("failed", 3), told
        assert f"{told['error']['detail']} [{told['error']['code']}]" in " ".join(said.split())
        assert (told["run"], told["result"]) == (None, None)
        assert empty.get("admin", f"/ingest/runs/{told['id']}/rejections").status_code in (404, 409)
        assert empty.get("admin", f"/ingest/runs/{told['id']}/returned").status_code == 404
        codes[name] = told["error"]["code"]
    assert codes == {
        "借据.xlsx": "file-unreadable", "担保.xlsx": "file-bomb", "企业.csv": "file-encoding", "说明.csv": "nothing-to-load",
        "loans.csv": "column-missing",
    }  # fmt: skip
    assert empty.app.state.services.snapshots.state().last_run == 0
    assert [path.name for path in kept(empty)] == ["job"] * len(cases)
    runs = empty.json("admin", "/ingest/runs")
    assert (runs["items"], runs["snapshot"], runs["active"]) == ([], None, [])


def _workbook(more: dict[str, bytes]) -> bytes:
    """A workbook of one sheet, by hand, with other parts."""
    import xlsxwriter

    plain = io.BytesIO()
    with xlsxwriter.Workbook(plain) as book:
        sheet = book.add_worksheet("区县")
        sheet.write_row(0, 0, ["行政区划代码", "名称"])
        sheet.write_row(1, 0, ["330101", "东山区"])
        sheet.write_row(2, 0, ["33010", "西河县"])
    made = io.BytesIO()
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in more:
                new.writestr(name, old.read(name))
        for name, content in more.items():
            new.writestr(name, content)
    return made.getvalue()


def test_macros_are_neither_opened_nor_given_back(empty: Any) -> None:
    macro = b"not even a macro: whoever opened it would stumble"
    told = ended(empty, send(empty, [("名录.xlsm", _workbook({"xl/vbaProject.bin": macro}))]))
    assert (told["status"], told["result"]["tables"]["counties"]["loaded"]) == ("done", 1)
    back = empty.get("admin", f"/ingest/runs/{told['id']}/returned")
    assert not [name for name in zipfile.ZipFile(io.BytesIO(back.content)).namelist() if "vba" in name.lower()]


def test_several_marked_copies_come_as_one_archive(empty: Any) -> None:
    bad = "区县代码,名称\n33010,东山区\n".encode()
    told = ended(empty, send(empty, [("../../区县.csv", bad), ("区县.csv", bad + "330102,西河县\n".encode()), ("..\\C:\\区县.csv", bad)]))
    assert sorted(told["result"]["files"]) == ["区县 (2).csv", "区县 (3).csv", "区县.csv"]
    back = empty.get("admin", f"/ingest/runs/{told['id']}/returned")
    assert back.headers["content-type"] == "application/zip"
    assert sorted(zipfile.ZipFile(io.BytesIO(back.content)).namelist()) == ["区县 (2)_退回.xlsx", "区县 (3)_退回.xlsx", "区县_退回.xlsx"]
    assert not list(empty.app.state.services.uploads.root.parent.glob("*.csv"))


def test_what_is_wrong_with_an_upload_is_said_at_once_and_nothing_of_it_stays(empty: Any) -> None:
    client = empty.clients["admin"]
    form = {"content-type": "multipart/form-data; boundary=x"}
    wrong = [
        send(empty, [("a.exe", b"MZ")]),
        send(empty, [("a.zip", b"PK")]),
        send(empty, [("manifest.toml", b"")]),
        send(empty, [("区县.csv", CSV), ("manifest.toml", b"reporting_date = 5")]),
        send(empty, [("区县.csv", CSV)], reporting_date="yesterday"),
        send(empty, [("区县.csv", CSV)], complete="nothing:X"),
        send(empty, [("区县.csv", CSV)], colour="red"),
        send(empty, [("区县.csv", CSV)], reason="x" * 2000),
        send(empty, [(f"{number}.csv", b"a") for number in range(501)]),
        client.post("/api/v1/ingest/runs", json={}),
        client.post("/api/v1/ingest/runs", content=b"--x\r\nbroken", headers=form),
        client.post("/api/v1/ingest/runs", content=b"--x--\r\n", headers=form),
        client.post("/api/v1/ingest/runs", content=PART + b"1", headers=form),
    ]  # fmt: skip
    for found in wrong:
        assert (found.status_code, found.headers["content-type"]) == (422, "application/problem+json"), found.text
    assert kept(empty) == []
    assert empty.json("admin", "/ingest/runs")["active"] == []


def test_more_than_an_upload_may_have_is_refused_before_and_while_it_comes(serve: Callable[..., Any], tmp_path: Path) -> None:
    served = serve(f"sqlite:///{(tmp_path / 'city.db').as_posix()}", upload_most=20_000)

    def endless() -> Iterator[bytes]:
        yield PART
        for _ in range(100):
            yield b"x" * 1000

    told = send(served, [("a.csv", b"x" * 20_001)])
    slow = served.clients["admin"].post(
        "/api/v1/ingest/runs", content=endless(), headers={"content-type": "multipart/form-data; boundary=x"}
    )
    assert [(one.status_code, one.json()["code"]) for one in (told, slow)] == [(413, "too-large")] * 2
    assert kept(served) == []


def test_only_an_admin_loads_and_others_leave_nothing_on_the_disk(empty: Any) -> None:
    expected = {"city": 403, "analyst": 403, "county": 403, "bank": 403, "nobody": 401}
    assert {role: send(empty, [("区县.csv", CSV)], role).status_code for role in expected} == expected
    assert kept(empty) == []
    for method, path in (("GET", ""), ("GET", "/x"), ("DELETE", "/x"), ("GET", "/x/rejections"), ("GET", "/x/returned")):
        for role, status in expected.items():
            assert empty.clients[role].request(method, f"/api/v1/ingest/runs{path}").status_code == status
    assert [empty.get("admin", f"/ingest/runs/{name}").status_code for name in ("nothing", "0" * 24)] == [404, 404]


def test_a_load_that_is_in_the_store_is_done_whatever_became_of_its_job(empty: Any) -> None:
    told = ended(empty, send(empty, [("区县.csv", CSV)]))
    side = empty.app.state.services.side
    for status in ("interrupted", "cancelled", "failed"):
        with side.transaction() as connection:
            connection.execute("UPDATE jobs SET status = ?, result = NULL WHERE id = ?", (status, told["id"]))
        assert empty.json("admin", f"/ingest/runs/{told['id']}") == told


def test_a_key_loads_the_same_files_once(empty: Any) -> None:
    key = {"idempotency-key": "june-2026"}
    first = send(empty, [("区县.csv", CSV)], headers=key)
    told = ended(empty, first)
    again = send(empty, [("区县.csv", CSV)], headers=key)
    assert (again.status_code, again.json()["id"]) == (202, told["id"])
    assert send(empty, [("区县.csv", CSV + b"330102,x\n")], headers=key).json()["code"] == "idempotency-key"
    assert empty.json("admin", "/ingest/runs")["total"] == 1
    assert len(list(empty.app.state.services.uploads.root.iterdir())) == 1


def test_a_reporting_date_and_declarations_count_as_on_the_command_line(empty: Any) -> None:
    bank = "机构代码,名称\nB1,东山农商行\nB2,西河农商行\n".encode()
    assert ended(empty, send(empty, [("区县.csv", CSV), ("银行.csv", bank)], reporting_date="2026-05-31"))["status"] == "done"
    told = ended(empty, send(empty, [("银行.csv", bank[:-20])], reporting_date="2026-06-30", complete="banks@2026-06-30"))
    assert told["result"]["closed"] == {"banks": 1}, told
    assert empty.app.state.services.snapshots.current().id.as_of.isoformat() == "2026-06-30"


def test_a_load_that_waits_or_runs_can_be_cancelled_and_leaves_nothing(empty: Any, wait: Callable[..., Any]) -> None:
    with closing(open_store(empty.app.state.services.settings)) as store, store.start_run():
        sent = send(empty, [("区县.csv", CSV)])
        address = str(sent.headers["location"]).removeprefix("/api/v1")
        wait(lambda: empty.json("admin", address)["stage"])  # it reads, and then waits for the run that is open
        second = send(empty, [("区县.csv", CSV)]).headers["location"]
        assert len(empty.json("admin", "/ingest/runs")["active"]) == 2
        for path in (second.removeprefix("/api/v1"), address):
            assert empty.clients["admin"].delete(f"/api/v1{path}").status_code == 202
            wait(lambda path=path: empty.json("admin", path)["status"] == "cancelled")
    assert empty.clients["admin"].delete(f"/api/v1{address}").status_code == 202
    told = ended(empty, send(empty, [("区县.csv", CSV)]))
    assert empty.clients["admin"].delete(f"/api/v1/ingest/runs/{told['id']}").status_code == 409
    assert empty.clients["admin"].delete(f"/api/v1/ingest/runs/{told['run']}").status_code == 409
    assert empty.app.state.services.snapshots.state().last_run == 1
    empty.app.state.services.uploads.sweep()
    assert {path.name for path in kept(empty)} == {"job"}


def test_a_server_killed_in_the_middle_of_a_load_leaves_the_store_as_it_was(
    serve: Callable[..., Any], tmp_path: Path, wait: Callable[..., Any]
) -> None:
    file = tmp_path / "city.db"
    settings = Settings(store=f"sqlite:///{file.as_posix()}", side_store=tmp_path / "side.db")
    with closing(SideStore(tmp_path / "side.db")) as side:
        _, key = side.keys.create("admin", None, author="tests")
    with closing(open_store(settings, create=True)) as store, store.start_run():
        pass  # makes the file
    server = Process(file, tmp_path)
    try:
        with closing(open_store(settings)) as store, store.start_run():  # the load comes as far as the store, and no further
            with httpx2.Client(base_url=server.url(), headers={"authorization": f"Bearer {key}"}) as client:
                sent = client.post("/api/v1/ingest/runs", files=[("files", ("区县.csv", CSV))])
                assert sent.status_code == 202, sent.text
                wait(lambda: client.get(sent.headers["location"]).json()["stage"])
            server.kill()
    finally:
        server.kill()
    served = serve(settings.store)
    told = served.json("admin", sent.headers["location"].removeprefix("/api/v1"))
    assert (told["status"], told["run"], told["result"]) == ("interrupted", None, None)
    assert served.app.state.services.snapshots.state().last_run == 0
    assert [path.name for path in kept(served)] == ["job"]
    assert ended(served, send(served, [("区县.csv", CSV)]))["status"] == "done"
