"""Whether the assistant can do its work just now, for whoever watches it."""

import logging

from records import RecordsError, Store

logger = logging.getLogger(__name__)


class Health:
    """Looks whether the database takes what is said; logs when that changes."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._well = True

    async def look(self) -> bool:
        """Whether something can be written and kept."""
        try:
            await self._store.check()
        except RecordsError as error:
            if self._well:
                logger.error("nothing can be kept: %s", error)
            self._well = False
        else:
            if not self._well:
                logger.warning("the database can be used again")
            self._well = True
        return self._well
