"""The interface's description, and the checks that follow from it: one truth.

`openapi.yml` beside this file is what is served and what requests are checked against.
Lists that belong to the knowledge (topics, facts with their values, regions) are filled
in at the start. Knows nothing of HTTP.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, RefResolver

from advice import Knowledge
from advice.model import FactSpec
from advice.reading import read_mapping

FILE = Path(__file__).with_name("openapi.yml")
FROM = "x-from"
MOST_ERRORS = 10

_SUM = r"(?:[1-9][0-9]{0,7}(?:\.[0-9]{1,2})?|0\.(?:0[1-9]|[1-9][0-9]?))"
_MONTH = "^(?:19|20|21)[0-9]{2}-(?:0[1-9]|1[0-2])$"
_LEDGER_MOST = 120  # debts: ten years of months


@dataclass(frozen=True)
class Fault:
    """Where a request is not as described, and the keyword that is not met."""

    at: str
    rule: str


@dataclass(frozen=True)
class Operation:
    """One thing that may be asked for."""

    id: str
    method: str
    path: re.Pattern[str]
    body: str | None
    parameters: Mapping[str, str]


class Document:
    """The description filled in for one knowledge."""

    def __init__(self, knowledge: Knowledge, max_text: int) -> None:
        """`max_text`: characters of a text that are read."""
        self.content: dict[str, Any] = read_mapping(FILE)
        self._schemas: dict[str, Any] = self.content["components"]["schemas"]
        self._fill(knowledge, max_text)
        resolver = RefResolver("", self.content)
        self._validators = {
            name: Draft202012Validator(schema, resolver=resolver)
            for name, schema in self._schemas.items()
        }
        self.operations = tuple(self._operations())

    def faults(self, schema: str, value: object) -> list[Fault]:
        """What is wrong with a value by a schema of the description; none if sound."""
        errors = self._validators[schema].iter_errors(value)
        found = []
        for error, _ in zip(errors, range(MOST_ERRORS), strict=False):
            steps = [str(step) for step in error.absolute_path]
            at = "".join(f"/{step}" for step in steps)
            found.append(Fault(at, str(error.validator)))
        return found

    def _fill(self, knowledge: Knowledge, max_text: int) -> None:
        topics = sorted({*knowledge.topics, *knowledge.answers})
        enums = {
            "regions": sorted(knowledge.regions),
            "topics": topics,
            "tables": sorted(knowledge.topics),
            "facts": sorted(knowledge.facts),
        }
        for schema in self._schemas.values():
            if "enum" in schema and FROM in schema:
                schema["enum"] = enums[schema.pop(FROM)]
        facts = self._schemas["Facts"]
        del facts[FROM]
        facts["properties"] = {
            name: self._fact(spec) for name, spec in knowledge.facts.items()
        }
        text = self._schemas["AssistRequest"]["properties"]["text"]
        del text[FROM]
        text["maxLength"] = max_text

    def _fact(self, spec: FactSpec) -> dict[str, Any]:
        """The canonical values of a fact (`advice.facts.read_fact`)."""
        title = {"title": spec.title.en, "description": spec.title.zh}
        if spec.type == "choice":
            return {**title, "type": "string", "enum": list(spec.values)}
        if spec.type == "integer":
            bounds = {"minimum": spec.minimum, "maximum": spec.maximum}
            return {**title, "type": "integer", **bounds}
        if spec.type == "region":
            return {**title, "$ref": "#/components/schemas/Region"}
        if spec.type == "date":
            return {**title, "$ref": "#/components/schemas/Day"}
        if spec.type == "month":
            return {**title, "type": "string", "pattern": _MONTH}
        if spec.type == "money":
            return {**title, "type": "string", "pattern": f"^{_SUM}$"}
        day = str(self._schemas["Day"]["pattern"]).strip("^$")
        item = f"{_SUM}@{day}"
        pattern = f"^{item}(?:,{item}){{0,{_LEDGER_MOST - 1}}}$"
        return {**title, "type": "string", "pattern": pattern}

    def _operations(self) -> Iterator[Operation]:
        for path, item in self.content["paths"].items():
            for method, spec in item.items():
                body = spec.get("requestBody")
                schema = body and body["content"]["application/json"]["schema"]["$ref"]
                yield Operation(
                    id=spec["operationId"],
                    method=method.upper(),
                    path=_matcher(path),
                    body=schema.rpartition("/")[2] if schema else None,
                    parameters=dict(self._query(spec)),
                )

    def _query(self, spec: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """(name, schema) of the parameters that stand in a query."""
        known = self.content["components"]["parameters"]
        for one in spec.get("parameters", ()):
            parameter = known[one["$ref"].rpartition("/")[2]]
            if parameter["in"] == "query":
                yield parameter["name"], parameter["schema"]["$ref"].rpartition("/")[2]


def _matcher(template: str) -> re.Pattern[str]:
    """`/topics/{id}` as a pattern with the group `id`."""
    parts = re.split(r"\{(\w+)\}", template)
    pieces = [
        f"(?P<{part}>[^/]+)" if at % 2 else re.escape(part)
        for at, part in enumerate(parts)
    ]
    return re.compile("".join(pieces))
