"""What every page's template knows of the site. Queries nothing."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.encoding import escape_uri_path


def site(request: HttpRequest) -> dict[str, str]:
    own = settings.SITE_URL + escape_uri_path(request.path)
    return {
        "site_name": settings.SITE_NAME,
        "site_language": settings.SITE_LOCALE,
        "page_url": own,
        "canonical": own,
    }
