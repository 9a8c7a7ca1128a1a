"""Runs the custom actions in this process, where Rasa would call a server.

Rasa's `RemoteAction` believes that it speaks HTTP: it gets what the action server would
have answered. An action that raises would be silence in Rasa ("the actions events are
lost"); here the person gets a sentence and the log an id. Knows no action by name.
"""

import json
import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection

from bot.runtime.action_results import CheckedResult, compile_check
from bot.runtime.incidents import Incidents
from bot.runtime.sentences import language_to_use

INCIDENT = "incident"
"""Marks, in a bot message's metadata, that it tells of a failure."""

logger = logging.getLogger(__name__)


class InProcessActions(EndpointConfig):  # type: ignore[misc]
    """An action endpoint without a network: `request` runs the action itself."""

    def __init__(self, actions: Sequence[Action], incidents: Incidents) -> None:
        """Register `actions`, ready made; the domain is not sent along to each."""
        super().__init__(url="in-process", enable_selective_domain=True)
        self._executor = ActionExecutor()
        for action in actions:
            self._executor.register_action(action)
        self._incidents = incidents
        self._check = compile_check()

    @property
    def names(self) -> frozenset[str]:
        """Names of the actions that can be run."""
        return frozenset(self._executor.actions)

    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,
        content_type: str | None = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> CheckedResult:
        """Run the action that `json` names, as the action server would.

        Raises ClientResponseError with status 400 when the action declines to run.
        """
        call = kwargs["json"]
        name = str(call["next_action"])
        try:
            # Over HTTP an action gets a copy; here it must not change Rasa's own slots.
            slots = json.dumps(call["tracker"].get("slots", {}))
            call["tracker"]["slots"] = json.loads(slots)
            return self._checked(await self._executor.run(call))
        except ActionExecutionRejection as error:
            body = json.dumps(
                {"action_name": error.action_name, "error": error.message}
            )
            raise ClientResponseError(
                HTTPStatus.BAD_REQUEST, error.message, body
            ) from error
        except Exception as error:  # the one place for what an action did not foresee
            return await self._failed(name, error, call["tracker"])

    def _checked(self, result: Any) -> CheckedResult:
        # Through JSON and back: what cannot be stored fails here, not when saving.
        plain = json.loads(json.dumps(result or {"events": [], "responses": []}))
        self._check(plain)
        return CheckedResult(plain)

    async def _failed(
        self, name: str, error: Exception, tracker: Mapping[str, Any]
    ) -> CheckedResult:
        said = (tracker.get("latest_message") or {}).get("text") or ""
        words = "" if said.startswith("/") else said  # a button's payload is no text
        language = language_to_use(tracker["slots"], words)
        sentence = await self._incidents.report(name, error, language)
        if _told_in_this_turn(tracker):
            return CheckedResult(events=[], responses=[])
        response = {"text": sentence, INCIDENT: True}
        return CheckedResult(events=[], responses=[response])


def _told_in_this_turn(tracker: Mapping[str, Any]) -> bool:
    """Whether the person has been told already since the last message."""
    for event in reversed(tracker.get("events") or []):
        if event.get("event") == "user":
            return False
        if event.get("event") == "bot" and (event.get("metadata") or {}).get(INCIDENT):
            return True
    return False
