"""What every page's template knows of the site. Queries nothing."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, str]:
    return {
        "site_name": settings.SITE_NAME,
        "site_language": settings.SITE_LOCALE,
        "canonical": settings.SITE_URL + request.path,
    }
