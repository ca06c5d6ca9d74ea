"""Names of files sent over the network."""

from __future__ import annotations

import pytest

from api.filenames import MOST_FILES, Names, safe
from graph.errors import InvalidParameter


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("借据.xlsx", "借据.xlsx"),
        ("../../etc/x.xlsx", "x.xlsx"),
        ("..\\..\\x.xlsx", "x.xlsx"),
        ("C:\\Users\\甲\\借据.xlsx", "借据.xlsx"),
        ("/abs/借据.CSV", "借据.CSV"),
        ("a\x00b.csv", "a_b.csv"),
        ("a\u202ecsv.exe.csv", "a_csv.exe.csv"),
        ("a:b|c?.csv", "a_b_c_.csv"),
        (".hidden.csv", "hidden.csv"),
        ("~$借据.xlsx", "借据.xlsx"),
        ("CON.csv", "_CON.csv"),
        ("lpt1.xlsx", "_lpt1.xlsx"),
        ("a.csv. . ", "a.csv"),
        ("..", "file"),
        ("", "file"),
        ("汉" * 300 + ".xlsx", "汉" * 64 + ".xlsx"),
        ("e\u0301.csv", "é.csv"),
    ],
)
def test_a_name_is_kept_without_what_means_something_elsewhere(sent: str, kept: str) -> None:
    assert safe(sent) == kept
    assert len(kept.encode()) < 240


def test_no_two_files_of_an_upload_bear_one_name_whatever_its_case() -> None:
    names = Names()
    assert [names.kept(one) for one in ("a.csv", "A.CSV", "x/a.csv", "manifest.toml")] == [
        "a.csv",
        "A (2).CSV",
        "a (3).csv",
        "manifest.toml",
    ]


@pytest.mark.parametrize("sent", ["a.exe", "a", "a.zip", "a.xlsx.exe", "x.toml", "a.xlsb"])
def test_a_kind_of_file_that_is_not_read_is_refused(sent: str) -> None:
    with pytest.raises(InvalidParameter, match="only"):
        Names().kept(sent)


def test_an_upload_has_so_many_files_at_most() -> None:
    names = Names()
    for number in range(MOST_FILES):
        names.kept(f"{number}.csv")
    with pytest.raises(InvalidParameter, match="files"):
        names.kept("more.csv")
