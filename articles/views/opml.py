"""The providers as OPML, for feed readers: each with its site and its feed here.

Source: https://opml.org/spec2.opml.
"""

from xml.etree import ElementTree

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from articles.models import Provider
from articles.reading.links import link
from articles.reading.masthead import site_name
from articles.reading.rendering import by_name, provider_name, provider_site


@require_safe
def providers(request: HttpRequest) -> HttpResponse:
    root = ElementTree.Element("opml", {"version": "2.0"})
    head = ElementTree.SubElement(root, "head")
    ElementTree.SubElement(head, "title").text = f"Providers · {site_name()}"
    body = ElementTree.SubElement(root, "body")
    for provider in by_name(Provider.objects.with_public_articles()):
        name = provider_name(provider)
        outline = {"type": "rss", "text": name, "title": name, "xmlUrl": link("provider-feed", provider.domain, "rss")}
        ElementTree.SubElement(body, "outline", outline | {"htmlUrl": provider_site(provider)})
    text = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return HttpResponse(text, content_type="text/x-opml; charset=utf-8")
