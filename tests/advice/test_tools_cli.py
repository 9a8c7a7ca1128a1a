"""The keeper's commands: what they print, and their exit codes."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from advice import Knowledge, cli
from advice.cli import main
from tests.advice import made_up
from tests.advice.test_preview import umbrella

AS_OF = ["--as-of", "2026-11-22"]
GIT = shutil.which("git")


@pytest.fixture
def folders(tmp_path: Path) -> tuple[str, str]:
    """The small knowledge, and the same with a figure changed."""
    old, new = tmp_path / "old", tmp_path / "new"
    made_up.write(old)
    made_up.write(new)
    made_up.spoil(new, "parameters/rain.yml", "value: 3,", "value: 5,")
    return str(old), str(new)


def test_diff_ends_with_0_where_nothing_changes(
    folders: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", folders[0], folders[0], *AS_OF]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "nothing changes"


def test_diff_ends_with_1_where_something_changes(
    folders: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", *folders, *AS_OF]) == 1
    text = capsys.readouterr().out
    assert "outcome [lend]: shelter -> umbrella_lent" in text
    assert "weather=rain, days=4..5, region=110000: 1 of" in text
    assert "parameters: changed loan.days (values)" in text


def test_diff_can_be_read_by_a_program(
    folders: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", *folders, *AS_OF, "--json"]) == 1
    form = json.loads(capsys.readouterr().out)
    assert form["days"] == ["2026-11-22"]
    assert [one["topic"] for one in form["topics"]] == ["umbrella"]


def test_diff_reads_kept_decisions(
    folders: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = {
        "schema": 1,
        "id": 7,
        "topic": "umbrella",
        "as_of": "2026-11-22",
        "region": None,
        "facts": {"weather": "rain", "days": 4},
    }
    export = tmp_path / "kept.jsonl"
    export.write_text(json.dumps(line) + "\n\n", encoding="utf-8")
    assert main(["diff", *folders, *AS_OF, "--decisions", str(export)]) == 1
    text = capsys.readouterr().out
    assert "umbrella, kept decisions: 1 of 1 cases" in text
    assert "for example id=7" in text


@pytest.mark.parametrize(
    ("line", "why"),
    [
        pytest.param("{", "JSONDecodeError", id="no JSON"),
        pytest.param('{"schema": 2}', "schema 2 is not 1", id="schema"),
        pytest.param('{"schema": 1}', "KeyError: 'id'", id="key"),
        pytest.param("[]", "TypeError", id="no mapping"),
    ],
)
def test_a_bad_export_ends_with_2_and_names_the_line(
    folders: tuple[str, str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    line: str,
    why: str,
) -> None:
    export = tmp_path / "kept.jsonl"
    export.write_text(f"\n{line}\n", encoding="utf-8")
    assert main(["diff", *folders, "--decisions", str(export)]) == 2
    errors = capsys.readouterr().err
    assert "kept.jsonl, line 2" in errors
    assert why in errors


def test_a_fault_in_one_of_them_ends_with_2_and_says_in_which(
    folders: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    made_up.spoil(Path(folders[1]), "sources/rain.yml", "rank: law", "rank: rumour")
    assert main(["diff", *folders]) == 2
    errors = capsys.readouterr().err
    assert errors.startswith(f"{folders[1]}: ")
    assert "rumour" in errors


@pytest.mark.parametrize("name", ["nowhere", "--upload-pack=x", ""])
def test_neither_folder_nor_revision_ends_with_2(
    folders: tuple[str, str], capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert main(["diff", "--", name, folders[0]]) == 2
    assert capsys.readouterr().err


@pytest.mark.skipif(GIT is None, reason="no git on this machine")
def test_a_revision_of_the_present_knowledge_is_a_version(
    folders: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = tmp_path / "project"
    present = made_up.write(project / "knowledge")
    made_up.spoil(present, "phrases/rain.yml", "Hello", "Good day")
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    for command in (["init", "-q"], ["add", "."], [*who, "commit", "-qm", "first"]):
        subprocess.run([str(GIT), "-C", str(project), *command], check=True)
    arguments = ["--knowledge", str(present), "diff", "HEAD"]
    assert main([*arguments, str(present)]) == 0
    assert main([*arguments, folders[0]]) == 1
    assert "phrases: changed hello (en)" in capsys.readouterr().out
    assert main([*arguments[:-1], "no_such_revision", folders[0]]) == 2
    assert "neither a folder nor a git revision" in capsys.readouterr().err


def test_preview_writes_a_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    umbrella(tmp_path / "small")
    knowledge = ["--knowledge", str(tmp_path / "small"), "preview", *AS_OF]
    page = tmp_path / "page.html"
    place = ["--region", "110000", "--lang", "en"]
    assert main([*knowledge, *place, "--out", str(page)]) == 0
    assert str(page) in capsys.readouterr().out
    text = page.read_text(encoding="utf-8")
    assert text.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert "22 November 2026, Beijing" in text
    assert main(knowledge) == 0
    assert "雨伞" in capsys.readouterr().out


def test_preview_of_no_place_or_to_no_file_ends_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    umbrella(tmp_path / "small")
    knowledge = ["--knowledge", str(tmp_path / "small"), "preview", *AS_OF]
    assert main([*knowledge, "--region", "999999"]) == 2
    assert "no region '999999'" in capsys.readouterr().err
    assert main([*knowledge, "--out", str(tmp_path)]) == 2
    assert capsys.readouterr().err


def test_stale_lists_the_oldest_first_and_fails_only_when_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made_up.write(tmp_path)
    made_up.spoil(tmp_path, "sources/rain.yml", "2026-11-22", "2026-01-02")
    command = ["--knowledge", str(tmp_path), "stale", *AS_OF]
    assert main(command) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "2026-01-02   324 days  source    umbrella_1",
        "1 to look at on 2026-11-22",
    ]
    assert main([*command, "--fail"]) == 1
    assert main([*command, "--fail", "--days", "324"]) == 0


def test_the_projects_own_knowledge_was_looked_at_of_late(
    knowledge: Knowledge,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cli, "load_knowledge", lambda _: knowledge)
    assert main(["stale", *AS_OF, "--fail"]) == 0
