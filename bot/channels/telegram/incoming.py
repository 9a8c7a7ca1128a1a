"""What arrives from Telegram, reduced to what is needed to answer it.

Of each update only what is named here goes any further: no names, no pictures, no
positions, no telephone numbers. What is answered with nothing is None: on purpose.
"""

import re
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from telegram import CallbackQuery, ChatMemberUpdated, Message, Update, User
from telegram.constants import ChatType

from advice import Language
from bot.channels.telegram.menu import COMMANDS
from bot.channels.telegram.places import near
from bot.guard import mask

Kind = Literal[
    "text",
    "command",
    "button",
    "media",
    "sticker",
    "location",
    "contact",
    "other",
    "anonymous",  # spoken in the name of a group or a channel: nobody in particular
    "blocked",
    "unblocked",
    "added",  # to a group
    "news",  # of ours: something was said to the person outside of a turn
]
TAKEN = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of updates that Telegram is asked for."""

CONTENT: dict[str, Kind] = {
    "text": "text",
    "location": "location",
    "venue": "location",
    "contact": "contact",
    "sticker": "sticker",
    "dice": "sticker",
    "game": "sticker",
    **dict.fromkeys(
        ("photo", "video", "video_note", "animation", "audio", "voice", "document"),
        "media",
    ),
    **dict.fromkeys(("paid_media", "story", "live_photo"), "media"),
    **dict.fromkeys(
        ("poll", "checklist", "invoice", "giveaway", "giveaway_winners", "gift"),
        "other",
    ),
}
"""What a message can hold; what is not here is a notice about the chat itself."""

GONE = ("left", "kicked")
_COMMAND = re.compile(r"/([^\s@/]{0,40})(?:@(\w+))?(?=\s|$)")


@dataclass(frozen=True)
class Incoming:
    """One update that is to be answered.

    `text` is what was typed, a caption, what stands behind a command, the data of a
    button, or the codes of places near a position; `name` is that of a command.
    """

    update_id: int
    kind: Kind
    chat_id: int
    user_id: int
    text: str = ""
    name: str = ""
    language: Language | None = None
    message_id: int | None = None
    thread_id: int | None = None
    query_id: str = ""
    group: bool = False
    album: str = ""  # that of several pictures sent at once
    told: int = 0  # notices that were sent before a crash
    again: bool = False  # was taken before a crash, and may have been answered

    @property
    def sender_id(self) -> str:
        """The conversation: each person of a group has one of his own."""
        return f"tg:{self.chat_id}:{self.user_id}"

    @property
    def once(self) -> str:
        """The name of the message for good."""
        return f"tg-{self.update_id}"

    def kept(self) -> dict[str, Any]:
        """As it is kept until it is answered: personal numbers are masked."""
        said = self.kind in ("text", "command", "media")
        safe = replace(self, text=mask(self.text).text if said else self.text)
        values = asdict(replace(safe, again=False))
        return {k: v for k, v in values.items() if v not in (None, "", False)}


def reduce(update: Update, me: User) -> Incoming | None:
    """What is to be answered, or None. `me` is the bot."""
    if update.callback_query:
        return _button(update.update_id, update.callback_query)
    if update.my_chat_member:
        return _membership(update.update_id, update.my_chat_member)
    if update.message:
        return _message(update.update_id, update.message, me)
    if update.edited_message and update.edited_message.text:
        # New words are a new question; a live location or a caption is none.
        return _message(update.update_id, update.edited_message, me)
    return None  # channel posts, reactions, polls, whatever comes to be


def _button(update_id: int, query: CallbackQuery) -> Incoming:
    chat = query.message.chat if query.message else None
    thread = None
    if isinstance(query.message, Message) and query.message.is_topic_message:
        thread = query.message.message_thread_id
    return Incoming(
        update_id,
        "button",
        chat_id=chat.id if chat else query.from_user.id,
        user_id=query.from_user.id,
        text=query.data or "",
        language=_language(query.from_user),
        message_id=query.message.message_id if query.message else None,
        thread_id=thread,
        query_id=query.id,
        group=chat is not None and chat.type != ChatType.PRIVATE,
    )


def _membership(update_id: int, change: ChatMemberUpdated) -> Incoming | None:
    """Blocked, unblocked, added to a group, put out of it."""
    group = change.chat.type in (ChatType.GROUP, ChatType.SUPERGROUP)
    if not group and change.chat.type != ChatType.PRIVATE:
        return None
    before, now = change.old_chat_member.status, change.new_chat_member.status
    if now in GONE:
        kind: Kind = "blocked"
    elif before not in GONE:
        return None  # another role
    else:
        kind = "added" if group else "unblocked"
    return Incoming(
        update_id,
        kind,
        change.chat.id,
        change.from_user.id,
        language=_language(change.from_user),
        group=group,
    )


def _message(update_id: int, message: Message, me: User) -> Incoming | None:
    chat, user = message.chat, message.from_user
    group = chat.type in (ChatType.GROUP, ChatType.SUPERGROUP)
    kind = next(
        (k for name, k in CONTENT.items() if getattr(message, name, None)), None
    )
    if user is None or not (group or chat.type == ChatType.PRIVATE):
        return None
    if kind is None or (user.is_bot and not message.sender_chat):
        return None
    text = message.text or message.caption or ""
    command = _COMMAND.match(text) if kind == "text" else None
    name = ""
    if command:
        if command[2] and command[2].casefold() != str(me.username).casefold():
            return None  # meant for another bot
        kind, name, text = "command", command[1].casefold(), text[command.end() :]
        if group and not command[2] and name not in COMMANDS:
            return None  # perhaps another bot's
    elif group:
        at_me = re.compile(rf"@{re.escape(str(me.username))}\b", re.IGNORECASE)
        if not at_me.search(text) and not _answers(message, me):
            return None  # people talking to each other
        text = at_me.sub(" ", text)
    place = message.location or (message.venue and message.venue.location)
    if kind == "location" and place:
        text = near(place.latitude, place.longitude)
    return Incoming(
        update_id,
        "anonymous" if group and message.sender_chat else kind,
        chat.id,
        user.id,
        text=text.strip(),
        name=name,
        language=_language(user),
        message_id=message.message_id,
        thread_id=message.message_thread_id if message.is_topic_message else None,
        group=group,
        album=message.media_group_id or "",
    )


def _answers(message: Message, me: User) -> bool:
    to = message.reply_to_message
    return to is not None and to.from_user is not None and to.from_user.id == me.id


def _language(user: User) -> Language | None:
    code = user.language_code
    return None if not code else "zh" if code.lower().startswith("zh") else "en"
