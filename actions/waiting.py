"""The agents' queue as a citizen sees it: into it, place and hours, what it waits for.

Told in the person's language; who is in the queue is kept by `records.desk`.
"""

import datetime as dt
from dataclasses import replace

from actions.desk import Desk
from actions.hearing import plain_words
from actions.note import case_note
from actions.rules import SHANGHAI
from actions.turn import Turn, payload
from actions.voice import Button, Voice
from records.desk import APPROVAL, Handover

INTENT = "human_agent"
LEAVE, MESSAGE, TOLD, PLACE = "leave", "message", "told", "place"
"""What the buttons of the queue carry; `TOLD` marks words that are the message, `PLACE`
such as ask how long it takes."""

END = "end"
"""What the button carries by which a citizen ends the talk with an agent."""

ASKED = "asked"
"""The reason of a handover that the person has asked for."""

SHORTEST_QUESTION = 4
"""Characters; shorter words are said again for many reasons."""


async def enqueue(turn: Turn, desk: Desk, voice: Voice, reason: str) -> Handover:
    """Put the conversation of a turn into the queue, or find it there."""
    return await desk.agents.queue.open(
        turn.sender_id,
        channel=turn.channel,
        language=voice.language,
        reason=reason,
        note=case_note(turn, desk),
        at=desk.now(),
    )


async def say_place(handover: Handover, desk: Desk, voice: Voice) -> None:
    """Place and hours of somebody who waits; outside the hours, when it goes on too."""
    leave = Button(voice.word("desk_button_leave"), payload(INTENT, value=LEAVE))
    told = told_hours(desk, voice)
    told["place"] = str(await desk.agents.queue.place(handover))
    if is_open(desk):
        hours, place = told["hours"], told["place"]
        voice.phrase("desk_waiting", [leave], hours=hours, place=place)
        return
    message = payload(INTENT, value=MESSAGE)
    write = Button(voice.word("desk_button_message"), message)
    voice.phrase("desk_closed", [write, leave], **told)


async def offer_person(turn: Turn, desk: Desk, voice: Voice, reason: str) -> None:
    """Offer an agent, with a button; where there is none, name the hotlines."""
    if not await desk.agents.queue.staffed():
        voice.phrase("person")
        return
    title = voice.word("button_person")
    voice.phrase("desk_offer", [Button(title, payload(INTENT, value=reason))])


async def offer_after_same_question(turn: Turn, desk: Desk, voice: Voice) -> None:
    """Offer an agent to whoever asks in the same words again."""
    words = plain_words(turn.text)
    if turn.is_button or len(words) < SHORTEST_QUESTION:
        return
    asked_before = any(plain_words(text) == words for text in turn.earlier)
    if asked_before and await desk.agents.queue.staffed():
        again = payload(INTENT, value="same_question")
        voice.phrase("desk_asked_before", [Button(voice.word("button_person"), again)])


def is_open(desk: Desk) -> bool:
    """Whether agents are there just now, by the hours."""
    return desk.agents.hours.is_open(_local(desk), desk.advisor.calendar)


async def wait_for_approval(turn: Turn, desk: Desk, voice: Voice) -> None:
    """Keep back what was said in this action until an agent has looked at it."""
    if not await desk.agents.queue.staffed():
        voice.take_back()
        voice.phrase("desk_nobody_approves")
        return
    draft = voice.take_back()
    handover = await desk.agents.queue.open(
        turn.sender_id,
        channel=turn.channel,
        language=voice.language,
        reason=APPROVAL,
        note=case_note(replace(turn, topic=turn.topic or turn.intent), desk),
        at=desk.now(),
        draft=draft,
    )
    place = await desk.agents.queue.place(handover)
    hours = told_hours(desk, voice)["hours"]
    voice.phrase("desk_approval_waits", place=str(place), hours=hours)


def told_hours(desk: Desk, voice: Voice) -> dict[str, str]:
    """`hours` and `opens` as words: the spans, and when somebody comes next."""
    told = desk.agents.hours.told()
    moment = desk.agents.hours.opens(_local(desk), desk.advisor.calendar)
    hours = voice.word("desk_hours", times=told) if told else voice.word("desk_always")
    if moment is None or is_open(desk):
        return {"hours": hours, "opens": voice.word("desk_soon")}
    day = desk.explainer.values.date(moment.date(), voice.language)
    return {"hours": hours, "opens": f"{day} {moment:%H:%M}"}


def _local(desk: Desk) -> dt.datetime:
    return desk.now().astimezone(SHANGHAI)
