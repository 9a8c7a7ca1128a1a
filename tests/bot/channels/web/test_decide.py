"""The form of each topic: asks what matters, and decides as the rules do."""

import datetime as dt
import itertools
import random
from urllib.parse import urlencode

import pytest

from advice import Advisor, Knowledge, Missing, Said, read_fact
from advice.explain import Explainer
from advice.matrix import cases
from advice.model import FactSpec
from advice.table import Table
from bot.channels.web.deciding import DONT_KNOW
from tests.bot.channels.web.conftest import Site
from tests.bot.channels.web.markup import Form, Page

pytestmark = [pytest.mark.rasa, pytest.mark.slow]
TODAY = dt.date(2026, 11, 22)
WALKS = 4
CASES = 12
LONGEST = 15
EVIL = "\"'><img src=x onerror=alert(1)>"


async def get(site: Site, address: str) -> Page:
    answer = await site.client.get(address)
    assert answer.status_code == 200, address
    assert answer.headers["cache-control"] == "no-store"
    read = Page(answer.text, address)
    assert read.faults == [], address
    return read


def typed_answer(spec: FactSpec, draw: random.Random) -> str:
    if spec.type == "integer":
        return str(draw.randint(spec.minimum, min(spec.maximum, spec.minimum + 24)))
    samples = {
        "date": ("2026-09-21", "2026年3月2日", "1 June 2026"),
        "month": ("2026-03", "2025年8月", "August 2025"),
        "money": ("2400", "1,200.50", "8000元"),
        "region": ("330100", "杭州", "Guangdong", "000000"),
        "ledger": ("2400@2026-01-31",),
    }
    return draw.choice(samples[spec.type])


def question(page: Page) -> Form | None:
    """The form that asks, if there is one."""
    for form in page.forms:
        if any(name == "asked" for name, _ in form.fields):
            return form
    return None


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_walking_any_form_decides_as_the_rules_do(
    site: Site, knowledge: Knowledge, advisor: Advisor, lang: str
) -> None:
    draw = random.Random(20261122)
    explainer = Explainer(knowledge)
    ends = set()
    for topic, _ in itertools.product(knowledge.topics, range(WALKS)):
        page = await get(site, f"/decide/{topic}?lang={lang}")
        said: dict[str, Said] = {}
        declined: list[str] = []
        for _ in range(LONGEST):
            decision = advisor.decide(topic, said, TODAY, declined=declined)
            form = question(page)
            if not isinstance(decision, Missing):
                assert form is None
                break
            assert form is not None
            assert dict(form.fields)["asked"] == decision.ask
            spec = knowledge.facts[decision.ask]
            sent = list(form.fields)
            if draw.random() < 0.15:
                assert (DONT_KNOW, spec.id) in form.buttons
                sent.append((DONT_KNOW, spec.id))
                declined.append(spec.id)
            else:
                text = (
                    draw.choice(form.choices[spec.id])
                    if form.choices
                    else typed_answer(spec, draw)
                )
                sent.append((spec.id, text))
            page = await get(site, f"{form.action}?{urlencode(sent)}")
            if declined[-1:] != [spec.id]:
                said[spec.id] = Said(kept_value(page, knowledge, spec))
        assert not isinstance(decision, Missing), topic
        assert page.outcome == (decision.rule.outcome if decision.rule else "")
        for line in explainer.outcome(decision, lang).split("\n"):  # type: ignore[arg-type]
            assert line.strip() in page.text
        for line in explainer.why(decision, lang).split("\n")[1:]:  # type: ignore[arg-type]
            assert line.strip("· 　") in page.text
        for source in decision.trace.sources:
            assert f"/faq/source/{source}?lang={lang}" in page.links
        assert page.tags.count("table") == sum(
            bool(count.steps) for count in decision.counts.values()
        )
        ends.add(decision.kind)
    assert ends == {"result", "refer"}


def kept_value(page: Page, knowledge: Knowledge, spec: FactSpec) -> str | int:
    """The answer as the page sends it on."""
    values = {
        value for form in page.forms for name, value in form.fields if name == spec.id
    }
    (value,) = values
    return read_fact(knowledge, spec.id, value)


async def test_cases_of_the_matrix_decide_as_the_rules_do(
    site: Site, knowledge: Knowledge, advisor: Advisor
) -> None:
    draw = random.Random(7)
    compared = 0
    for topic in knowledge.topics.values():
        table = Table(topic, knowledge.facts)
        every = [values for values, _ in itertools.islice(cases(table), 2000)]
        for values in draw.sample(every, min(CASES, len(every))):
            facts = dict(zip(table.columns, values, strict=True))
            said = {name: Said(value) for name, value in facts.items()}
            decision = advisor.decide(topic.id, said, TODAY)
            page = await get(site, f"/decide/{topic.id}?{urlencode(facts)}")
            if isinstance(decision, Missing):
                form = question(page)
                assert form is not None
                assert dict(form.fields)["asked"] == decision.ask
            else:
                assert page.outcome == (decision.rule.outcome if decision.rule else "")
            compared += 1
    assert compared > 5 * CASES


async def test_the_order_of_answers_does_not_matter(
    site: Site, knowledge: Knowledge, advisor: Advisor
) -> None:
    facts = [("payer", "individual"), ("wants_calculation", "no")]
    outcomes = {
        (await get(site, f"/decide/arrears_late_fee?{urlencode(order)}")).outcome
        for order in itertools.permutations(facts)
    }
    assert outcomes == {"no_late_fee"}


async def test_each_answer_can_be_changed(site: Site) -> None:
    address = "/decide/arrears_late_fee?payer=employer&wants_calculation=no&lang=en"
    page = await get(site, address)
    assert page.outcome == "employer_owes_late_fee"
    assert "/decide/arrears_late_fee?wants_calculation=no&lang=en" in page.links
    assert "/decide/arrears_late_fee?lang=en" in page.links
    other = [link for link in page.links if link.endswith("&lang=zh")]
    assert other == [
        "/decide/arrears_late_fee?payer=employer&wants_calculation=no&lang=zh"
    ]


async def test_a_missing_answer_is_asked_for_again(site: Site) -> None:
    page = await get(site, "/decide/arrears_late_fee?asked=payer&lang=en")
    assert page.title.startswith("Error: ")
    assert "Please choose or type an answer" in page.text
    assert "problem" in page.ids


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("2026-02-30", "must"),
        ("soon", "date"),
        (EVIL, "date"),
        ("9" * 5000, "date"),
        ("\0", "date"),
    ],
)
async def test_an_answer_that_cannot_be_is_named(
    site: Site, typed: str, sentence: str
) -> None:
    query = {
        "payer": "employer",
        "wants_calculation": "yes",
        "arrears_principal": "2400",
        "due_date": typed,
        "asked": "due_date",
        "lang": "en",
    }
    answer = await site.client.get("/decide/arrears_late_fee", params=query)
    read = Page(answer.text)
    assert read.faults == []
    assert read.title.startswith("Error: ")
    assert "<img" not in answer.text
    assert "please give a date" in read.text


async def test_a_place_of_several_is_asked_about(
    site: Site, knowledge: Knowledge
) -> None:
    topic = next(
        name
        for name, topic in knowledge.topics.items()
        if "region" in Advisor(knowledge).facts_of(name)
    )
    page = await get(site, f"/decide/{topic}?region=鼓楼区&asked=region&lang=zh")
    form = question(page)
    assert form is not None
    assert len(form.choices["region"]) > 1
    assert all(code in knowledge.regions for code in form.choices["region"])


async def test_facts_of_others_and_nonsense_are_left_alone(site: Site) -> None:
    query = {"payer": ["individual", "employer"], "utm_source": EVIL, "x": "y"}
    query |= {"insurance": "pension", "dont_know": [EVIL, "insurance"]}
    answer = await site.client.get("/decide/arrears_late_fee", params=query)
    read = Page(answer.text)
    assert read.faults == []
    assert read.outcome == "no_late_fee"
    assert "onerror" not in answer.text
    assert "insurance" not in [name for form in read.forms for name, _ in form.fields]


async def test_another_day_is_asked_of_the_rules(
    site: Site, knowledge: Knowledge, advisor: Advisor
) -> None:
    said = {"payer": Said("employer"), "wants_calculation": Said("no")}
    for day in ("2010-01-01", "2026-01-01", "2027-07-01"):
        decision = advisor.decide("arrears_late_fee", said, dt.date.fromisoformat(day))
        assert not isinstance(decision, Missing)
        page = await get(
            site,
            "/decide/arrears_late_fee?payer=employer&wants_calculation=no"
            f"&lang=en&as_of={day}",
        )
        for line in Explainer(knowledge).outcome(decision, "en").split("\n"):
            assert line in page.text
        assert any(f"as_of={day}" in link for link in page.links)
    for day in ("2026-02-30", "soon", "0001-01-01", EVIL):
        answer = await site.client.get(
            "/decide/arrears_late_fee", params={"as_of": day, "lang": "en"}
        )
        assert "Error: " in answer.text
        assert "<img" not in answer.text
        assert Page(answer.text).faults == []


async def test_a_count_of_days_is_a_table(
    site: Site, knowledge: Knowledge, advisor: Advisor
) -> None:
    said = {"submitted": Said("yes"), "submitted_on": Said("2026-09-21")}
    decision = advisor.decide("card_progress", said, TODAY)
    assert not isinstance(decision, Missing)
    assert decision.counts
    page = await get(
        site, "/decide/card_progress?submitted=yes&submitted_on=2026-09-21&lang=en"
    )
    steps = [step for count in decision.counts.values() for step in count.steps]
    heads = len(decision.counts)
    assert page.tags.count("tr") == len(steps) + heads
    values = Explainer(knowledge).values
    assert all(values.date(step.day, "en") in page.text for step in steps)


async def test_a_case_is_not_indexed_and_a_plain_form_is(site: Site) -> None:
    noindex = '<meta name="robots" content="noindex">'
    plain = await site.client.get("/decide/arrears_late_fee?lang=en")
    assert noindex not in plain.text
    case = await site.client.get("/decide/arrears_late_fee?payer=individual&lang=en")
    assert noindex in case.text
