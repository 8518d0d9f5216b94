"""What each kind of answer allows a browser to do."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]

OURS = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
PAGE = OURS | {"script-src": "'none'"}
SCRIPTED = OURS | {"script-src": "'self'"}
DESK = SCRIPTED | {"script-src": "'self' 'unsafe-eval'", "style-src": "'self' 'unsafe-inline'", "font-src": "'self'"}
DOCS = SCRIPTED | {"img-src": "'self' data:"}
CARD = {
    "default-src": "'none'",
    "style-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "script-src": "'none'",
    "frame-ancestors": "*",
}


def policy(answer: Any) -> dict[str, str]:
    """Directive → sources."""
    directives = [each.strip().partition(" ") for each in answer["Content-Security-Policy"].split(";")]
    return {name: sources for name, _, sources in directives if name}


@pytest.mark.parametrize(
    ("path", "status", "allowed"),
    [
        ("/", 200, PAGE),
        ("/search", 200, PAGE),
        ("/search?colour=blue", 400, PAGE),
        ("/conditions", 200, PAGE),
        ("/claims", 200, PAGE),
        ("/treatments/{treatment}", 200, PAGE),
        ("/treatments/{treatment}/versions/1", 200, PAGE),
        ("/conditions/{condition}", 200, PAGE),
        ("/treatments/nothing-here", 404, PAGE),
        ("/changes.atom", 200, PAGE),
        ("/sitemap.xml", 200, PAGE),
        ("/nothing/here", 404, SCRIPTED),
        ("/docs/problems", 200, SCRIPTED),
        ("/docs", 200, DOCS),
        ("/docs?script=", 200, DOCS),
        ("/admin/login/", 200, DESK),
        ("/embed/treatments/{treatment}", 200, CARD),
    ],
)
def test_what_a_page_allows(client: Client, path: str, status: int, allowed: dict[str, str]) -> None:
    answer = client.get(named(client, path))
    assert (answer.status_code, policy(answer)) == (status, allowed)
    framed = allowed["frame-ancestors"] == "*"
    assert answer.headers.get("X-Frame-Options") == (None if framed else "DENY")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"


def named(client: Client, path: str) -> str:
    """The address, with ids of what is there."""
    ids = {kind: client.get(f"/api/v1/{kind}s").json()["results"][0]["id"] for kind in ("treatment", "condition")}
    return path.format(**ids)


@pytest.mark.parametrize("path", ["/api/v1/treatments", "/healthz", "/api/v1/nothing"])
def test_json_needs_no_policy_and_is_not_framed(client: Client, path: str) -> None:
    answer = client.get(path)
    assert "Content-Security-Policy" not in answer
    assert answer["X-Frame-Options"] == "DENY"


def test_the_desk_s_cookies_stay_at_the_desk(client: Client) -> None:
    phrase = "olga has a long phrase"
    User.objects.create_superuser("olga", password=phrase)
    client.get("/admin/login/")
    answer = client.post("/admin/login/", {"username": "olga", "password": phrase})
    assert answer.status_code == 302
    assert {name: cookie["path"] for name, cookie in client.cookies.items()} == {
        "csrftoken": "/admin/",
        "sessionid": "/admin/",
    }
