"""`ShortRulePolicy` predicts what Rasa's own `RulePolicy` predicts, on the same rules.

Both are trained on the project's rules; conversations are played event by event, as
Rasa's processor would record them, and the predictions compared before each action.
"""

import json
import random
from dataclasses import dataclass, field

import pytest
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import (
    RULES,
    RULES_FOR_LOOP_UNHAPPY_PATH,
    RulePolicy,
)
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.generator import TrainingDataGenerator
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.importers.importer import TrainingDataImporter

from bot.runtime.rule_policy import ShortRulePolicy
from bot.settings import PROJECT

pytestmark = pytest.mark.rasa

FORM = "case_form"
LISTEN = "action_listen"
MAX_ACTIONS = 6  # in one turn; our rules run three at most
RASAS_OWN = {"back", "restart", "session_start"}
CONFIG = {"enable_fallback_prediction": False}

# A turn: the intent, and what the form does each time that it runs: it asks for a
# fact, it ends, or it leaves the message to a rule.
Turn = tuple[str, str]
CONVERSATIONS: dict[str, list[Turn]] = {
    "a-plain-topic": [("retirement_age", "end")],
    "asked-and-answered": [("back_payment", "ask"), ("inform", "ask"), ("deny", "end")],
    "a-greeting-first": [("greet", ""), ("card_apply", "ask"), ("inform", "end")],
    "nothing-known": [("back_payment", "ask"), ("dont_know", "ask"), ("stop", "leave")],
    "why-in-between": [
        ("back_payment", "ask"),
        ("why", "leave ask"),
        ("which_law", "leave ask"),
        ("inform", "end"),
        ("why", ""),
    ],
    "doubt-in-between-and-after": [
        ("back_payment", "ask"),
        ("doubt", "leave ask"),
        ("inform", "end"),
        ("doubt", ""),
    ],
    "another-topic-in-passing": [
        ("back_payment", "ask"),
        ("card_lost_replace", "leave ask"),
        ("inform", "end"),
    ],
    "another-topic-for-good": [
        ("back_payment", "ask"),
        ("pay_channel", "leave ask"),
        ("change_topic", "leave ask"),
        ("inform", "end"),
    ],
    "a-topic-that-the-form-takes": [("back_payment", "ask"), ("medical_use", "end")],
    "not-understood-twice": [
        ("back_payment", "ask"),
        ("nlu_fallback", "leave ask"),
        ("nlu_unsure", "leave ask"),
        ("inform", "end"),
    ],
    "an-answer-that-says-nothing": [
        ("back_payment", "ask"),
        ("inform", "leave ask"),
        ("affirm", "leave ask"),
        ("next_step", "leave ask"),
    ],
    "facts-after-the-decision": [
        ("back_payment", "end"),
        ("inform", "end"),
        ("correct", "ask"),
        ("affirm", "end"),
    ],
    "a-fact-changed": [
        ("back_payment", "end"),
        ("change_fact", "ask"),
        ("change_fact", "leave ask"),
        ("inform", "end"),
    ],
    "a-procedure-from-the-decision": [
        ("card_apply", "end"),
        ("start_procedure", ""),
        ("next_step", ""),
        ("affirm", "end"),
        ("cannot_find", ""),
        ("previous_step", ""),
        ("show_steps", ""),
        ("why_step", ""),
    ],
    "a-procedure-out-of-the-form": [
        ("back_payment", "ask"),
        ("start_procedure", "leave"),
        ("next_step", ""),
        ("resume_later", ""),
        ("resume_code", ""),
    ],
    "resumed-out-of-the-form": [("back_payment", "ask"), ("resume_code", "leave")],
    "left-and-asked-anew": [
        ("back_payment", "ask"),
        ("stop", "leave"),
        ("affirm", "end"),
        ("back_payment", "ask"),
        ("inform", "end"),
    ],
    "forgotten": [("back_payment", "ask"), ("delete_data", "leave end"), ("greet", "")],
    "out-of-scope": [
        ("out_of_scope", ""),
        ("back_payment", "ask"),
        ("out_of_scope", "leave ask"),
        ("inform", "end"),
    ],
    "two-languages": [
        ("back_payment", "ask"),
        ("change_language", "leave ask"),
        ("change_language", "leave ask"),
        ("inform", "ask"),
    ],
    "what-if": [
        ("back_payment", "ask"),
        ("what_if", "leave ask"),
        ("inform", "end"),
        ("what_if", ""),
        ("count_days", ""),
        ("read_guide", ""),
    ],
    "steering-in-the-form": [
        ("back_payment", "ask"),
        ("greet", "leave ask"),
        ("thanks_bye", "leave ask"),
        ("human_agent", "leave ask"),
        ("complaint", "leave ask"),
        ("help", "leave ask"),
        ("repeat", "leave ask"),
        ("where_am_i", "leave ask"),
        ("what_to_bring", "leave ask"),
        ("resume_later", "leave ask"),
    ],
    "said-again": [("repeat", ""), ("nlu_unsure", "end"), ("nlu_fallback", "end")],
}


@dataclass
class Policies:
    """Both policies, trained on the same rules."""

    domain: Domain
    full: RulePolicy
    short: ShortRulePolicy


@pytest.fixture(scope="session")
def policies(tmp_path_factory: pytest.TempPathFactory) -> Policies:
    importer = TrainingDataImporter.load_from_config(
        str(PROJECT / "config.yml"),
        str(PROJECT / "domain.yml"),
        [str(PROJECT / "data" / "stories")],
    )
    domain = importer.get_domain()
    rules = TrainingDataGenerator(importer.get_stories(), domain).generate()
    storage = LocalModelStorage.create(tmp_path_factory.mktemp("policies"))
    context = ExecutionContext(GraphSchema({}), "policies")
    made = []
    for kind in (RulePolicy, ShortRulePolicy):
        config = {**kind.get_default_config(), **CONFIG}
        resource = Resource(kind.__name__)
        kind(config, storage, resource, context).train(rules, domain)
        made.append(kind.load(config, storage, resource, context))
    return Policies(domain, *made)


@dataclass
class Conversation:
    """A conversation on which both policies are asked before each action."""

    policies: Policies
    tracker: DialogueStateTracker = field(init=False)
    actions: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        slots = self.policies.domain.slots
        self.tracker = DialogueStateTracker("ann", slots)
        self.record(
            ActionExecuted("action_session_start"),
            SessionStarted(),
            ActionExecuted(LISTEN),
        )

    def record(self, *events: Event) -> None:
        for event in events:
            self.tracker.update(event, self.policies.domain)

    def play(self, turn: Turn) -> list[str]:
        """One message; returns the actions up to the next listening."""
        intent, does = turn
        form_does = does.split()
        self.record(UserUttered(f"/{intent}", {"name": intent, "confidence": 1.0}))
        done: list[str] = []
        while True:
            name = self.predict()
            done.append(name)
            self.record(*self.happens(name, form_does))
            if name == LISTEN:
                return done
            assert len(done) < MAX_ACTIONS, f"{intent} goes round: {done}"

    def predict(self) -> str:
        domain = self.policies.domain
        full, short = (
            policy.predict_action_probabilities(self.tracker, domain)
            for policy in (self.policies.full, self.policies.short)
        )
        assert said_by(short) == said_by(full), [
            event.as_dict() for event in self.tracker.events
        ]
        self.record(*full.events, *full.optional_events)
        best = full.probabilities.index(max(full.probabilities))
        return str(domain.action_names_or_texts[best])

    def happens(self, name: str, form_does: list[str]) -> list[Event]:
        """The events of an action, as the processor records them."""
        ran = ActionExecuted(name, "policy", 1.0)
        if name == "action_deactivate_loop":
            return [ran, ActiveLoop(None), SlotSet("requested_slot", None)]
        if name != FORM:
            return [ran, BotUttered("…")]
        does = form_does.pop(0) if form_does else "ask"
        if does == "leave":
            return [ActionExecutionRejected(FORM)]
        begins = [] if self.tracker.active_loop_name else [ActiveLoop(FORM)]
        if does == "end":
            ends = [SlotSet("requested_slot", None), ActiveLoop(None)]
            return [ran, *begins, *ends]
        return [ran, *begins, SlotSet("requested_slot", "insurance")]


def said_by(prediction: PolicyPrediction) -> tuple[object, ...]:
    """All of a prediction but the name of the policy."""
    return (
        prediction.probabilities,
        prediction.events,
        prediction.optional_events,
        prediction.is_end_to_end_prediction,
        prediction.is_no_user_prediction,
        prediction.hide_rule_turn,
    )


def test_both_learn_the_same(policies: Policies) -> None:
    assert policies.short.lookup == policies.full.lookup
    assert len(policies.full.lookup[RULES]) > 100


@pytest.mark.parametrize("turns", CONVERSATIONS.values(), ids=CONVERSATIONS)
def test_both_predict_the_same(policies: Policies, turns: list[Turn]) -> None:
    conversation = Conversation(policies)
    for turn in turns:
        actions = conversation.play(turn)
        assert actions[-1] == LISTEN
        assert len(actions) > 1, f"{turn} is left without an answer"


@pytest.mark.parametrize("seed", range(20))
def test_both_predict_the_same_whatever_happens(policies: Policies, seed: int) -> None:
    chance = random.Random(seed)
    intents = sorted(
        set(policies.domain.intents) - {"back", "restart", "session_start"}
    )
    conversation = Conversation(policies)
    for _ in range(12):
        does = chance.choice(["ask", "end", "leave ask", "leave end", "leave"])
        actions = conversation.play((chance.choice(intents), does))
        assert actions[-1] == LISTEN


def test_the_answers_are_those_that_the_rules_name(policies: Policies) -> None:
    conversation = Conversation(policies)
    assert [conversation.play(turn) for turn in CONVERSATIONS["why-in-between"]] == [
        ["action_open_topic", FORM, LISTEN],
        [FORM, "action_explain", FORM, LISTEN],
        [FORM, "action_explain", FORM, LISTEN],
        [FORM, "action_say_decision", LISTEN],
        ["action_explain", LISTEN],
    ]


def test_as_many_turns_are_looked_at_as_the_longest_rule_has(
    policies: Policies,
) -> None:
    conversation = Conversation(policies)
    for turn in CONVERSATIONS["steering-in-the-form"]:
        conversation.play(turn)
    tables = (RULES, RULES_FOR_LOOP_UNHAPPY_PATH)
    keys = [key for name in tables for key in policies.full.lookup[name]]
    longest = max(len(json.loads(key)) for key in keys)
    asked = (conversation.tracker, policies.domain)
    assert len(policies.short._prediction_states(*asked)) == longest
    assert len(policies.full._prediction_states(*asked)) > 3 * longest
