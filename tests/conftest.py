"""For all tests: Rasa is started as the assistant starts it, without TensorFlow.

At import, because other conftest files import Rasa when they are read.
"""

from bot.runtime import lean
from bot.settings import PROJECT

lean.prepare(PROJECT / "config.yml")
