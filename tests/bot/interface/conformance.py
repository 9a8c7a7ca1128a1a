"""What schemathesis asks of the interface, and what has to hold of each answer.

It makes requests from the description, sound ones and broken ones, and checks status,
headers and bodies of what comes back.
"""

from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, settings

from tests.bot.interface.conftest import Api

EXAMPLES = 30  # requests of each operation, besides the boundary cases
PLACES = ["000000", "310000", "330106", "440600"]

requests_made = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def described(api: Api) -> Any:
    """What is served, with requests of one fact of each type, and of few places.

    The others are alike, `test_document` looks at each, and with all of them making the
    requests alone takes minutes. Answers are checked by the whole description.
    """
    found = api.get("/openapi.json").json()
    schemas = found["components"]["schemas"]
    facts = schemas["Facts"]["properties"]
    by_type = {api.house.knowledge.facts[name].type: name for name in facts}
    names = sorted(by_type.values())
    few = {
        "facts": {**schemas["Facts"], "properties": {n: facts[n] for n in names}},
        "region": {"type": "string", "enum": PLACES},
        "asked": {"type": "string", "enum": names},
        "declined": {
            **schemas["Declined"],
            "items": {"type": "string", "enum": names},
        },
    }
    few["facts"]["properties"]["region"] = few["region"]
    for request in ("AssistRequest", "DecideRequest"):
        properties = schemas[request]["properties"]
        properties.update({n: few[n] for n in few if n in properties})
    schemas["AssistRequest"]["properties"]["text"]["examples"] = [
        "社保断了五个月能补吗",
        "I lost my card in Hangzhou on 3 March 2026",
    ]
    del found["servers"]
    return schemathesis.openapi.from_dict(found)


def check(case: schemathesis.Case, api: Api) -> None:
    """One request is answered as it is described."""
    case.call_and_validate(
        base_url=f"{api.client.base_url}/api/v1",
        headers={"Authorization": f"Bearer {api.token}"},
    )
