"""An example of each type of problem, for its page: a request, and the problem that answers it."""

from collections.abc import Mapping
from dataclasses import dataclass

from treatments.api.problems import Problem

REQUEST_ID = "4b0d7c1e9a5f4e2f8c36d10f7b2c9e44"
AT = "2026-01-02T09:30:00.000000Z"


@dataclass(frozen=True, slots=True)
class Example:
    """A request as it is sent, its headers and body behind the first line; and the problem."""

    request: str
    problem: Problem

    @property
    def path(self) -> str:
        """What is asked for, without the query."""
        return self.request.split()[1].partition("?")[0]


def _post(*lines: str) -> str:
    return "\n".join(["POST /api/v1/check", *lines])


def _examples(*examples: tuple[str, Problem]) -> Mapping[str, Example]:
    return {problem.name: Example(request, problem) for request, problem in examples}


EXAMPLES = _examples(
    (
        "GET /api/v1\nHost: another.example",
        Problem("bad-request", "The request is not well formed, or names a host that this server does not serve."),
    ),
    (
        "GET /api/v1/treatments?certainty=hihg",
        Problem(
            "invalid-parameter",
            "certainty: “hihg” is not allowed: use high, moderate, low, very_low.",
            errors=[
                {
                    "detail": "“hihg” is not allowed: use high, moderate, low, very_low.",
                    "parameter": "certainty",
                    "code": "invalid_choice",
                }
            ],
        ),
    ),
    (
        "GET /api/v1/treatments\nAuthorization: Api-Key tea_wrong",
        Problem(
            "invalid-api-key",
            "This is not the form of a key. Send “Authorization: Api-Key tea_…”, or leave the header out: reading"
            " needs no key.",
        ),
    ),
    (
        _post("Content-Type: application/json", "", '{"records": [{"treatment": "opioids", "version": "1"}]}'),
        Problem(
            "invalid-body",
            "/records/0/version: A valid integer is required.",
            errors=[
                {"detail": "A valid integer is required.", "pointer": "/records/0/version", "code": "invalid"},
            ],
        ),
    ),
    ("GET /api/v1/treatments", Problem("forbidden", "The request is refused.")),
    ("GET /api/v1/treatments/muscle-relaxant", Problem("not-found", "Nothing is published at this address.")),
    ("DELETE /api/v1/treatments/opioids", Problem("method-not-allowed", 'Method "DELETE" not allowed.')),
    (
        "GET /api/v1/treatments\nAccept: text/html",
        Problem("not-acceptable", "Could not satisfy the request Accept header."),
    ),
    ("GET /api/v1/changes?after=1000", Problem("cursor-ahead", "The newest change is 23; 1000 lies beyond it.")),
    (
        "GET /api/v1/treatments/carisoprodol",
        Problem(
            "withdrawn",
            "This record was withdrawn: It is described with its class from now on.",
            members={
                "reason": "It is described with its class from now on.",
                "withdrawn_at": AT,
                "last_version": 1,
                "successor": "muscle-relaxants",
            },
        ),
    ),
    (
        "GET /api/v1/treatments/carisoprodol/versions/1",
        Problem(
            "redacted",
            "This version was redacted: It named a patient.",
            members={"reason": "It named a patient.", "redacted_at": AT},
        ),
    ),
    (
        _post("Content-Type: application/json", "Content-Length: 600000"),
        Problem("payload-too-large", "The body is larger than 524,288 bytes: send fewer at a time."),
    ),
    ("GET /api/v1/treatments", Problem("uri-too-long", "It is over the limit.")),
    (
        "GET /api/v1/releases/2026-01-01/files/LICENSE.txt\nRange: bytes=1000000-",
        Problem("range-not-satisfiable", "The file has 585 bytes."),
    ),
    (
        _post("Content-Type: text/plain", "", "opioids 1"),
        Problem("unsupported-media-type", "Send the body as application/json."),
    ),
    (
        "GET /api/v1/findings/mr-acute-pain/absolute-effect?baseline_risk=0.2",
        Problem("no-absolute-effect", "There is no absolute effect for a mean difference: it does not count people."),
    ),
    ("GET /api/v1/treatments", Problem("unprocessable-content", "It is well formed but asks for the impossible.")),
    (
        "GET /api/v1/treatments",
        Problem("too-many-requests", "The quota of 1000 requests a minute is used up. Wait 42 seconds."),
    ),
    ("GET /api/v1", Problem("internal-error", "The server failed; the fault is logged under the request id.")),
    ("GET /api/v1", Problem("unavailable", "The database does not answer. Try again later.")),
)
