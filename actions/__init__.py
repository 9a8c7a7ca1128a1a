"""Custom actions: hear facts, ask advice, say the answer, keep the record.

`build` wires them; it needs neither Rasa's server nor a channel.
"""

import datetime as dt
from collections.abc import Callable

from rasa_sdk import Action

from actions import (
    deciding,
    explaining,
    form,
    person,
    recovering,
    steering,
    supposing,
    walking,
)
from actions.base import AssistantAction
from actions.desk import Agents, Desk
from advice import Knowledge
from records import Store
from search import Index

ACTIONS: tuple[type[AssistantAction], ...] = (
    form.ValidateCaseForm,
    deciding.OpenTopic,
    deciding.Revise,
    deciding.SayDecision,
    deciding.AnswerAside,
    explaining.Explain,
    supposing.TryOtherFacts,
    deciding.ReviewFacts,
    deciding.ChangeFact,
    walking.StartProcedure,
    walking.NextStep,
    walking.PreviousStep,
    walking.ShowPosition,
    walking.ShowSteps,
    walking.ReportTrouble,
    walking.ShowDocuments,
    walking.ExplainStep,
    walking.SaveProcedure,
    walking.ResumeProcedure,
    steering.Greet,
    steering.Help,
    steering.SwitchLanguage,
    person.HandToPerson,
    steering.SayDataKept,
    steering.TakeComplaint,
    steering.DeleteData,
    steering.CountDays,
    steering.ReadGuide,
    recovering.Suggest,
    recovering.Fallback,
    recovering.OutOfScope,
    recovering.AnswerYesOrNo,
    steering.Repeat,
    steering.Stop,
)
PHRASES = {
    "action_say_goodbye": "goodbye",
    "action_say_who": "who_am_i",
}


def build(
    knowledge: Knowledge,
    store: Store,
    clock: Callable[[], dt.datetime],
    retention_days: int,
    search: Index,
    agents: Agents | None = None,
) -> list[Action]:
    """All custom actions for one knowledge and one store.

    `clock` gives the moment in UTC; the day in mainland China is taken from it.
    `retention_days` is what the assistant tells people, and the host keeps; `search`
    finds what is nearest to words that name no topic; `agents` is the queue of the
    people who take over.
    """
    desk = Desk(
        knowledge,
        clock,
        search,
        store=store,
        retention_days=retention_days,
        with_agents=agents,
    )
    actions: list[Action] = [kind(desk) for kind in ACTIONS]
    actions += [steering.Phrase(desk, name, said) for name, said in PHRASES.items()]
    return actions
