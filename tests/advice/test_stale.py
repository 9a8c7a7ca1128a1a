"""What nobody has looked at for long."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

from advice.stale import stale
from tests.advice import made_up

TODAY = dt.date(2026, 11, 22)


def names(folder: Path, *changes: tuple[str, str, str], days: int = 180) -> list[str]:
    return [one.name for one in stale(made_up.load(folder, *changes), TODAY, days, 90)]


def test_what_was_looked_at_today_is_not_stale(tmp_path: Path) -> None:
    assert names(tmp_path) == []


def test_the_oldest_comes_first_and_the_limit_is_not_reached(tmp_path: Path) -> None:
    law = ("sources/rain.yml", "checked: 2026-11-22", "checked: 2026-05-25")
    days = ("parameters/rain.yml", "checked: 2026-11-22", "checked: 2026-05-26")
    assert names(tmp_path, law, days) == ["umbrella_1"]
    assert names(tmp_path, law, days, days=179) == [
        "umbrella_1",
        "loan.days = 3 (umbrella_1)",
    ]


def test_a_region_is_named_and_an_ended_value_left_out(tmp_path: Path) -> None:
    place = (
        "parameters/rain.yml",
        'region: "110000",\n     checked: 2026-11-22',
        'region: "110000",\n     checked: 2020-01-01',
    )
    assert names(tmp_path, place) == ["loan.shelter = yes (hearsay, 110000)"]
    ended = ("parameters/rain.yml", "value: true", "to: 2026-11-21, value: true")
    assert names(tmp_path, place, ended) == []


def test_screens_have_their_own_limit_and_never_seen_ones_come_first(
    tmp_path: Path,
) -> None:
    knowledge = made_up.load(tmp_path)
    counter = knowledge.procedures["give_back"]
    app = replace(counter, id="app", channel="app", ui_checked=dt.date(2026, 8, 1))
    site = replace(counter, id="site", channel="website")
    changed = {one.id: one for one in (counter, app, site)}
    found = stale(replace(knowledge, procedures=changed), TODAY, 180, 90)
    assert [(one.name, one.checked) for one in found] == [
        ("site", None),
        ("app", dt.date(2026, 8, 1)),
    ]
