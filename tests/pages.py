"""A page as a browser takes it: the fields of its forms with the values that it would send, line ends and all."""

import re
from html.parser import HTMLParser
from typing import Any

Fields = dict[str, list[str]]


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Fields] = []
        self.area: str | None = None
        self.select: tuple[str, list[str], list[str]] | None = None
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        name, value = values.get("name"), values.get("value") or ""
        if tag == "form":
            self.forms.append({})
        elif tag == "option" and self.select:
            self.select[2].append(value)
            if "selected" in values:
                self.select[1].append(value)
        elif not name or not self.forms:
            return
        elif tag == "textarea":
            self.area, self.text = name, ""
        elif tag == "select":
            self.select = (name, [], [])
        elif tag == "input":
            self._input(name, values)

    def _input(self, name: str, values: dict[str, str | None]) -> None:
        kind = values.get("type", "text")
        if kind in ("submit", "button", "file", "image") or (kind in ("checkbox", "radio") and "checked" not in values):
            return
        value = values.get("value") or ("on" if kind in ("checkbox", "radio") else "")
        self.forms[-1].setdefault(name, []).append(value if kind == "hidden" else re.sub(r"[\r\n]", "", value))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.area:
            text = re.sub(r"\r\n?", "\n", self.text).removeprefix("\n")
            self.forms[-1].setdefault(self.area, []).append(text)
            self.area = None
        elif tag == "select" and self.select:
            name, chosen, options = self.select
            self.forms[-1].setdefault(name, []).extend(chosen or options[:1])
            self.select = None


def all_forms(response: Any) -> list[Fields]:
    parser = _Forms()
    parser.feed(response.content.decode())
    return parser.forms


def form_of(response: Any, field: str) -> dict[str, Any]:
    """The fields of the form that has this field, as a browser posts them."""
    parser = _Forms()
    parser.feed(response.content.decode())
    found = next(form for form in parser.forms if field in form)
    sent = {name: [re.sub(r"\r\n?|\n", "\r\n", value) for value in values] for name, values in found.items()}
    return {name: values[0] if len(values) == 1 else values for name, values in sent.items()}


def markup(response: Any) -> str:
    """A page with its white space as a browser shows it: any run of it is one space, and none before the end of a tag."""
    return re.sub(r" (?=>)", "", re.sub(r"\s+", " ", response.content.decode()))
