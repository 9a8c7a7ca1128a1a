"""What is described is what is answered, but for `/assist`: schemathesis."""

from typing import Any

import pytest
import schemathesis

from tests.bot.interface.conformance import check, described, requests_made
from tests.bot.interface.conftest import Api

pytestmark = [pytest.mark.rasa, pytest.mark.slow]


@pytest.fixture(scope="module")
def description(api: Api) -> Any:
    return described(api)


schema = schemathesis.pytest.from_fixture("description").exclude(path="/assist")


@schema.parametrize()
@requests_made
def test_what_is_described_is_answered(case: schemathesis.Case, api: Api) -> None:
    check(case, api)
