"""What the browser keeps of a form until it is saved (static/treatments/drafts.js): the server says what was saved."""

import re
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

DRAFT = "draft"  # the form's field, which scripts add
KEPT_FOR = 14 * 24 * 3600  # seconds, as in the script


def saved(request: HttpRequest, response: Any) -> Any:
    """The answer to a save, with a cookie that names the draft which the browser need not keep any longer."""
    draft = request.POST.get(DRAFT, "")
    if re.fullmatch(r"[0-9a-f]{16}", draft):
        response.set_cookie(
            f"saved-{draft}",
            "1",
            max_age=KEPT_FOR,
            path=reverse("admin:index"),
            secure=request.is_secure(),
            samesite="Strict",
        )
    return response
