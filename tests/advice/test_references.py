"""References: whatever points to something that is not there stops the start."""

from pathlib import Path

import pytest

from advice import KnowledgeError
from tests.advice import made_up

TOPIC, FACTS, PARAMETERS = (
    "topics/umbrella.yml",
    "facts/rain.yml",
    "parameters/rain.yml",
)
PROCEDURE, GUIDE = "procedures/give_back.yml", "guide.yml"
LEND = "topic umbrella, rule lend: "
LENGTH, SHELTER = (
    rf"(fact |facts/rain\.yml: ){name}" for name in ("length", "shelter")
)

BROKEN = {
    "a parameter's source": (
        PARAMETERS,
        "value: 3, source: umbrella_1",
        "value: 3, source: umbrella_2",
        "parameter loan.days: no source 'umbrella_2'",
    ),
    "a parameter's region": (
        PARAMETERS,
        'region: "110000"',
        'region: "120000"',
        "parameter loan.shelter: no region '120000'",
    ),
    "a fact's input": (
        FACTS,
        "from: [days]",
        "from: [weeks]",
        "fact length: no fact 'weeks'",
    ),
    "a fact's parameter": (
        FACTS,
        "parameter: loan.days",
        "parameter: loan.weeks",
        "fact length: no parameter 'loan.weeks'",
    ),
    "a fact that takes its place's rule without a way out": (
        FACTS,
        "    not_covered: {zh: 不知道, en: Unknown}\n",
        "",
        "fact shelter: needs the value `not_covered`",
    ),
    "the words of another fact": (
        FACTS,
        "weather:\n  type: choice\n",
        "weather:\n  type: choice\n  heard_like: sky\n",
        "fact weather: no fact 'sky'",
    ),
    "the fact of a shift": (
        FACTS,
        "weather:\n  type: choice\n",
        "weather:\n  type: choice\n  shifts: {sky: {}}\n",
        "fact weather: no fact 'sky'",
    ),
    "a shift's other value": (
        FACTS,
        "weather:\n  type: choice\n",
        "weather:\n  type: choice\n  shifts: {length: {endless: {}}}\n",
        "fact weather: no value of length 'endless'",
    ),
    "a shift's own value": (
        FACTS,
        "weather:\n  type: choice\n",
        "weather:\n  type: choice\n  shifts: {length: {short: {hail: hail}}}\n",
        "fact weather: no value 'hail'",
    ),
    "a topic's fact": (
        TOPIC,
        "facts: [weather,",
        "facts: [wind, weather,",
        "topic umbrella: no fact 'wind'",
    ),
    "a topic's guide": (
        TOPIC,
        "guide: stay_home",
        "guide: go_out",
        "topic umbrella: no guide statement 'go_out'",
    ),
    "a summary's source": (
        TOPIC,
        "summary_sources: [umbrella_1]",
        "summary_sources: [umbrella_9]",
        "topic umbrella: no source 'umbrella_9'",
    ),
    "a summary without source": (
        TOPIC,
        "summary_sources: [umbrella_1]",
        "summary_sources: []",
        "topic umbrella: the summary has no source",
    ),
    "a row's source": (
        TOPIC,
        "parameters: [loan.days]\n  sources: [umbrella_1]",
        "parameters: [loan.days]\n  sources: [umbrella_2]",
        f"{LEND}no source 'umbrella_2'",
    ),
    "a row without source": (
        TOPIC,
        "parameters: [loan.days]\n  sources: [umbrella_1]",
        "parameters: [loan.days]\n  sources: []",
        f"{LEND}no source",
    ),
    "a row's fact outside the topic": (
        TOPIC,
        "facts: [weather, length, shelter,",
        "facts: [weather, length,",
        "topic umbrella, rule wait: no fact of the topic 'shelter'",
    ),
    "a row's value": (
        TOPIC,
        "length: short}",
        "length: middling}",
        f"{LEND}no value of length 'middling'",
    ),
    "a row on a fact that is no choice": (
        TOPIC,
        "length: short}",
        'length: short, borrowed_on: "2026-01-01"}',
        f"{LEND}'borrowed_on' is not a choice and cannot stand in `when`",
    ),
    "a row's need": (
        TOPIC,
        "needs: [borrowed_on]",
        "needs: [stolen_on]",
        "topic umbrella, rule walk: no fact 'stolen_on'",
    ),
    "a row's computation": (
        TOPIC,
        "needs: [borrowed_on]",
        "needs: [borrowed_on]\n  compute: [magic]",
        "topic umbrella, rule walk: no computation 'magic'",
    ),
    "a row's parameter": (
        TOPIC,
        "parameters: [loan.days]",
        "parameters: [loan.days, loan.weeks]",
        f"{LEND}no parameter 'loan.weeks'",
    ),
    "a row's procedure": (
        TOPIC,
        "procedures: [give_back]",
        "procedures: [keep_it]",
        f"{LEND}no procedure 'keep_it'",
    ),
    "a text's placeholder": (
        TOPIC,
        "Yours for {loan.days} days.",
        "Yours for {loan.days} days, {name}.",
        f"{LEND}no value for 'name'",
    ),
    "a placeholder of the line for you": (
        TOPIC,
        "en: Go out.",
        'en: "Go out on {borrowed_on}."',
        f"{LEND}no value for 'borrowed_on'",
    ),
    "a row that stands twice": (
        TOPIC,
        "- id: wait",
        "- id: lend",
        "topic umbrella: rule 'lend' stands twice",
    ),
    "a procedure's start": (
        PROCEDURE,
        "start: shake",
        "start: fold",
        "procedure give_back: no step 'fold'",
    ),
    "a step's next": (
        PROCEDURE,
        "done: dry",
        "done: fold",
        "procedure give_back, step shake: no step 'fold'",
    ),
    "the way out of trouble": (
        PROCEDURE,
        "then: porter",
        "then: police",
        "procedure give_back, step shake: no step 'police'",
    ),
    "an option's step": (
        PROCEDURE,
        "en: Hall}, to: rest",
        "en: Hall}, to: bed",
        "procedure give_back, step place: no step 'bed'",
    ),
    "a wait's parameter": (
        PROCEDURE,
        "parameter: loan.days",
        "parameter: loan.weeks",
        "procedure give_back, step rest: no parameter 'loan.weeks'",
    ),
    "a wait's first day": (
        PROCEDURE,
        "from: borrowed_on",
        "from: stolen_on",
        "procedure give_back, step rest: no fact 'stolen_on'",
    ),
    "a step's placeholder": (
        PROCEDURE,
        "en: Shake it",
        'en: "Shake until {ready_on}"',
        "procedure give_back, step shake: no value for 'ready_on'",
    ),
    "a procedure without source": (
        PROCEDURE,
        "sources: [umbrella_1]",
        "sources: []",
        "procedure give_back: no source",
    ),
    "an answer's source": (
        "answers/rain.yml",
        "sources: [umbrella_1]",
        "sources: [umbrella_2]",
        "answer colours: no source 'umbrella_2'",
    ),
    "an answer's procedure": (
        "answers/rain.yml",
        "procedures: [give_back]",
        "procedures: [paint]",
        "answer colours: no procedure 'paint'",
    ),
    "a guide statement's source": (
        GUIDE,
        "sources: [hearsay, umbrella_1]",
        "sources: [hearsay, umbrella_2]",
        "guide stay_home: no source 'umbrella_2'",
    ),
    "a calendar's source": (
        "calendar.yml",
        "source: umbrella_1",
        "source: umbrella_2",
        "calendar 2026: no source 'umbrella_2'",
    ),
    "a phrase with other placeholders in English": (
        "phrases/rain.yml",
        "Hello, {name}",
        "Hello, {you}",
        "phrase hello: the languages use different placeholders",
    ),
}

# Whatever passes these by would only be met in a conversation.
HOLES = {
    "a need that the topic cannot hear of": (
        TOPIC,
        "facts: [weather, length, shelter, borrowed_on, region]",
        "facts: [weather, length, shelter, region]",
        "borrowed_on",
    ),
    "a band without a parameter": (
        FACTS,
        "{by: band, from: [days], parameter: loan.days}",
        "{by: band, from: [days]}",
        LENGTH,
    ),
    "a band without an input": (
        FACTS,
        "{by: band, from: [days], parameter: loan.days}",
        "{by: band, from: [], parameter: loan.days}",
        LENGTH,
    ),
    "a band on a fact that is no number": (
        FACTS,
        "{by: band, from: [days], parameter: loan.days}",
        "{by: band, from: [weather], parameter: loan.days}",
        LENGTH,
    ),
    "a band on a parameter that is no number": (
        FACTS,
        "{by: band, from: [days], parameter: loan.days}",
        "{by: band, from: [days], parameter: loan.shelter}",
        LENGTH,
    ),
    "a place's rule without a parameter": (
        FACTS,
        "{by: parameter, from: [region], parameter: loan.shelter}",
        "{by: parameter, from: [region]}",
        SHELTER,
    ),
    "a place's rule with a value that the fact lacks": (
        PARAMETERS,
        "boolean\n  resolve: nearest\n  values:\n  - {from: 2020-01-01, value: true",
        "choice\n  resolve: nearest\n  values:\n  - {from: 2020-01-01, value: roofed",
        "shelter",
    ),
    "a day in force without a source": (
        FACTS,
        "    short: {zh: 短, en: Short}\n    long: {zh: 长, en: Long}\n"
        "  derived: {by: band, from: [days], parameter: loan.days}",
        "    in_force: {zh: 短, en: Short}\n    not_yet: {zh: 长, en: Long}\n"
        "  derived: {by: in_force, from: []}",
        LENGTH,
    ),
    "a day before which day": (
        FACTS,
        "{by: band, from: [days], parameter: loan.days}",
        "{by: before, from: [borrowed_on]}",
        LENGTH,
    ),
    "a known fact without its value": (
        FACTS,
        "{by: band, from: [days], parameter: loan.days}",
        "{by: known, from: [borrowed_on]}",
        LENGTH,
    ),
    "a ledger with one input": (
        FACTS,
        "{by: band, from: [days], parameter: loan.days}",
        "{by: ledger, from: [days]}",
        LENGTH,
    ),
    "months between one month": (
        FACTS,
        "{by: band, from: [days], parameter: loan.days}",
        "{by: months_between, from: [borrowed_on]}",
        LENGTH,
    ),
    "a fact that follows from itself": (
        FACTS,
        "{by: band, from: [days], parameter: loan.days}",
        "{by: known, from: [length], value: short}",
        LENGTH,
    ),
    "a row that needs a source without a name": (
        TOPIC,
        "parameters: [loan.days]\n  sources: [umbrella_1]",
        'parameters: [loan.days]\n  sources: [""]',
        "lend",
    ),
    "a wait from a fact that is no day": (
        PROCEDURE,
        "from: borrowed_on",
        "from: weather",
        "rest",
    ),
    "a wait for a parameter that is no number": (
        PROCEDURE,
        "parameter: loan.days",
        "parameter: loan.shelter",
        "rest",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_reference_is_named(name: str, tmp_path: Path) -> None:
    file, old, new, sentence = BROKEN[name]
    with pytest.raises(KnowledgeError) as caught:
        made_up.load(tmp_path, (file, old, new))
    assert sentence in str(caught.value)


@pytest.mark.parametrize("name", HOLES)
def test_a_hole_stops_the_start_and_not_a_conversation(
    name: str, tmp_path: Path
) -> None:
    file, old, new, named = HOLES[name]
    with pytest.raises(KnowledgeError, match=named):
        made_up.load(tmp_path, (file, old, new))


def test_all_broken_references_are_named_at_once(tmp_path: Path) -> None:
    changes = [(TOPIC, "guide: stay_home", "guide: go_out")]
    changes.append((PROCEDURE, "start: shake", "start: fold"))
    with pytest.raises(KnowledgeError) as caught:
        made_up.load(tmp_path, *changes)
    assert str(caught.value).splitlines() == [
        "topic umbrella: no guide statement 'go_out'",
        "procedure give_back: no step 'fold'",
    ]
