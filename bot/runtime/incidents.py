"""What happens when something fails that nobody expected, in one place.

The log and the records get a short number, where it was and the type of the error,
never its message: that may repeat what somebody said (a `RecordsError` never does). The
person gets a sentence with the number. A database that cannot be reached has a sentence
of its own.
"""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from advice import Language
from bot.runtime.logs import way_of
from bot.runtime.sentences import Sentences
from records import RecordsError, Store

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Incidents:
    """Reports failures to the log and the records, and words them for the person."""

    store: Store
    sentences: Sentences
    clock: Callable[[], datetime]

    async def report(
        self, where: str, error: Exception, language: Language | None
    ) -> str:
        """Log and keep `error`; returns the sentence for the person."""
        number = await self._keep(where, error)
        way = way_of(type(error), error.__traceback__)
        # A RecordsError's message is for the person who runs this; others may quote.
        why = f"{error} ({way})" if isinstance(error, RecordsError) else way
        logger.error(
            "incident %s in %s: %s",
            number,
            where,
            why,
        )
        if isinstance(error, RecordsError):
            return self.sentences.say("runtime_database_trouble", language)
        return self.sentences.say("runtime_incident", language, {"id": number})

    async def _keep(self, where: str, error: Exception) -> str:
        if isinstance(error, RecordsError):
            return _own_number()
        try:
            return await self.store.keep_incident(
                at=self.clock(), action=where, error=error
            )
        except RecordsError as trouble:
            logger.error("an incident could not be kept: %s", trouble)
            return _own_number()


def _own_number() -> str:
    return secrets.token_hex(4).upper()
