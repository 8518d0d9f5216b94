"""The way from a field of citations to their import."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString


def import_hint(request: HttpRequest) -> SafeString:
    """What stands beside the field: the import in a new tab, so that nothing typed is lost."""
    url = f"{reverse('admin:treatments_citation_import')}?{urlencode({'next': request.get_full_path()})}"
    return format_html(
        'Not here yet? <a href="{}" target="_blank" rel="noopener">Import citations</a> (opens a new tab); then find '
        "them here by author and year.",
        url,
    )
