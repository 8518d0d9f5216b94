"""The query of a page's address in its shortest spelling, so that a form sends what the API takes.

Forms send every field, also the empty ones, and a list as one parameter for each value. Other sites add parameters to
follow people. Either is sent on to the address that asks the same.
"""

import re

from django.http import HttpRequest, HttpResponse

from treatments.api.parameters import CommaSeparated, Parameters

FOLLOWING = re.compile(r"utm_\w+|fbclid|gclid|gbraid|wbraid|dclid|msclkid|mc_[ce]id|igshid|yclid|twclid|ttclid|_hs\w+")


def tidied(request: HttpRequest, parameters: type[Parameters]) -> HttpResponse | None:
    """A redirect to the tidy address, or None when the request has it already."""
    lists = [name for name, field in parameters().fields.items() if isinstance(field, CommaSeparated)]
    tidy = request.GET.copy()
    for name, values in request.GET.lists():
        filled = [value for value in values if value.strip()]
        if not filled or FOLLOWING.fullmatch(name):
            del tidy[name]
        else:
            tidy.setlist(name, [",".join(filled)] if name in lists else filled)
    if tidy == request.GET:
        return None
    query = tidy.urlencode(safe=",")
    return HttpResponse(status=302, headers={"Location": f"?{query}" if query else request.path})
