"""Custom actions: hear facts, ask advice, say the answer, keep the record.

`build` wires them; it needs neither Rasa's server nor a channel.
"""

import datetime as dt
from collections.abc import Callable

from rasa_sdk import Action

from actions import deciding, form, steering, walking
from actions.base import AssistantAction
from actions.desk import Desk
from advice import Knowledge
from records import Store

PHRASES = {
    "action_say_goodbye": "goodbye",
    "action_take_complaint": "complaint_answer",
    "action_say_who": "who_am_i",
}


def build(
    knowledge: Knowledge, store: Store, clock: Callable[[], dt.datetime]
) -> list[Action]:
    """All custom actions for one knowledge and one store.

    `clock` gives the moment in UTC; the day in mainland China is taken from it.
    """
    desk = Desk(knowledge, store, clock)
    single: list[type[AssistantAction]] = [
        form.ValidateCaseForm,
        deciding.OpenTopic,
        deciding.Revise,
        deciding.SayDecision,
        deciding.AnswerAside,
        deciding.Explain,
        deciding.TryOtherFacts,
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
        steering.HandToPerson,
        steering.DeleteData,
        steering.CountDays,
        steering.ReadGuide,
        steering.Suggest,
        steering.Fallback,
        steering.OutOfScope,
        steering.AnswerYesOrNo,
        steering.Repeat,
        steering.Stop,
    ]
    actions: list[Action] = [kind(desk) for kind in single]
    actions += [steering.Phrase(desk, name, said) for name, said in PHRASES.items()]
    return actions
