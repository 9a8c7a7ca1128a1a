"""The copilot beside a call or a chat: what is known, what to ask, what the rules say.

No HTTP and no database of its own; `docs/copilot.md` says what a panel holds.
"""

from bot.desk.copilot.copilot import Copilot, build
from bot.desk.copilot.replies import Replies, load_replies

__all__ = ["Copilot", "Replies", "build", "load_replies"]
