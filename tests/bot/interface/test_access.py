"""Who may ask, and how often."""

import pytest

from bot.tokens import new_token
from tests.bot.interface.conftest import Api, Serve

pytestmark = pytest.mark.rasa


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer nothing",
        pytest.param(f"Bearer {new_token()}", id="one that nobody has"),
        "Basic dXNlcjpwYXNz",
        "Bearer \u00e9".encode(),
    ],
)
@pytest.mark.parametrize("path", ["/openapi.json", "/topics", "/nothing"])
def test_nobody_without_a_token_learns_anything(
    api: Api, header: str | bytes | None, path: str
) -> None:
    headers = {} if header is None else {"Authorization": header}
    request = api.client.build_request("GET", f"/api/v1{path}", headers=headers)
    if header is None:
        del request.headers["authorization"]
    answer = api.client.send(request)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.json()["code"] == "unauthorised"


def test_a_token_in_the_address_is_none(api: Api) -> None:
    answer = api.client.get(
        f"/api/v1/topics?access_token={api.token}", headers={"Authorization": ""}
    )
    assert answer.status_code == 401


@pytest.mark.parametrize("path", ["/openapi.json", "/topics", "/nothing", "/assist"])
def test_without_tokens_in_the_settings_there_is_nothing(
    serve: Serve, path: str
) -> None:
    with serve(tokens=False) as closed:
        for method in ("GET", "POST", "TRACE"):
            answer = closed.client.request(method, f"/api/v1{path}")
            assert answer.status_code == 404
            assert answer.json()["code"] == "not_found"
            assert "www-authenticate" not in answer.headers
            assert "allow" not in answer.headers


def test_each_token_may_ask_so_often_and_no_more(serve: Serve) -> None:
    with serve(API_REQUESTS_A_MINUTE="3") as slow:
        statuses = [slow.get("/topics").status_code for _ in range(4)]
        assert statuses == [200, 200, 200, 429]
        refused = slow.get("/topics")
        assert 1 <= int(refused.headers["retry-after"]) <= 20
        assert refused.json()["retry_after"] == int(refused.headers["retry-after"])
        assert refused.headers["retry-after"] in refused.json()["detail"]


def test_who_tries_tokens_is_held_up_and_others_are_not(serve: Serve) -> None:
    with serve(API_REQUESTS_A_MINUTE="3") as slow:
        wrong = {"Authorization": f"Bearer {new_token()}"}
        statuses = [
            slow.client.get("/api/v1/topics", headers=wrong).status_code
            for _ in range(4)
        ]
        assert statuses == [401, 401, 401, 429]
        assert slow.get("/topics").status_code == 200


def test_the_limit_by_address_is_for_people_not_for_systems(serve: Serve) -> None:
    with serve(WEB_REQUESTS_A_MINUTE="2") as site:
        assert [site.get("/topics").status_code for _ in range(4)] == [200] * 4
