"""Those at the other ends: a citizen in the chat, and a colleague at another desk."""

import itertools
from collections.abc import Iterator
from typing import Any

import httpx

PASSWORD = "correct horse battery"
_NUMBERS = itertools.count(1)


class Citizen:
    """Somebody who chats on the web."""

    def __init__(self, url: str, lang: str = "zh") -> None:
        self._client = httpx.Client(base_url=url, trust_env=False, timeout=60)
        answer = self._client.post("/web/conversations", json={"language": lang})
        assert answer.status_code == 201, answer.text
        self._client.headers["Authorization"] = f"Bearer {answer.json()['token']}"

    def say(self, text: str) -> list[str]:
        """Say something; returns what the assistant answers."""
        sent = {"id": f"citizen-{next(_NUMBERS):08}", "text": text}
        answer = self._client.post("/web/messages", json=sent)
        assert answer.status_code == 200, answer.text
        return [message["text"] for message in answer.json()["messages"]]

    def heard(self) -> list[dict[str, Any]]:
        """All messages so far."""
        answer = self._client.get("/web/history", params={"after": 0})
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["messages"]
        return found

    def close(self) -> None:
        self._client.close()


class Colleague:
    """An agent without a screen."""

    def __init__(self, url: str, name: str, password: str = PASSWORD) -> None:
        self._client = httpx.Client(
            base_url=f"{url}/desk/api", trust_env=False, timeout=60
        )
        body = {"name": name, "password": password}
        answer = self._client.post("/sign-in", json=body, headers={"Origin": url})
        assert answer.status_code == 200, answer.text
        me = answer.json()
        self.id = int(me["agent"]["id"])
        self.shown_name = str(me["agent"]["shown_name"])
        self._client.headers.update({"Origin": url, "X-CSRF-Token": me["csrf"]})

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        answer = self._client.get(path, params=query)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def post(self, path: str, **body: Any) -> httpx.Response:
        return self._client.post(path, json=body)

    def put(self, path: str, **body: Any) -> httpx.Response:
        return self._client.put(path, json=body)

    def waiting(self) -> Iterator[dict[str, Any]]:
        """Rows of the queue, longest first."""
        yield from self.get("/queue")["rows"]

    def empty(self) -> None:
        """Leave no conversation waiting or with an agent."""
        for row in [*self.waiting(), *self.get("/all", state="claimed")["rows"]]:
            self._client.request("DELETE", f"/handovers/{row['id']}", json={})

    def close(self) -> None:
        self._client.close()
