"""What axe finds wrong with a page that is open, in light and in dark."""

from collections.abc import Iterator
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_SCRIPT = Axe().axe_script
# All that is wrong is told in full; of what is right, each rule tells no more than one node, which halves the time.
_ALL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A scheme changes colours and nothing else, so in the second one only the rules that look at colours can find anything new.
_COLOURS: dict[str, Any] = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
_SCHEMES: tuple[tuple[Literal["light", "dark"], Any], ...] = (("light", _ALL), ("dark", _COLOURS))
# A colour that is on its way to another one is neither; what never ends has no end to be put to.
_SETTLED = """() => new Promise((done) => requestAnimationFrame(() => {
  const moving = document.getAnimations().filter((each) => each.effect.getComputedTiming().endTime < Infinity);
  for (const each of moving) each.finish();
  if (moving.length) requestAnimationFrame(() => done());
  else done();
}))"""
_RUN = "(options) => axe.run(document, options).then((found) => found.violations)"


def faults(page: Page, *, colours: bool = True) -> Iterator[str]:
    """Scripts do not ask for the scheme, so one loading does for both; for another width a page is loaded anew.

    Colours depend on no width: `colours` once a page is enough. They take longer than all other rules together.
    """
    page.wait_for_load_state()
    page.evaluate(_SCRIPT)
    without = {} if colours else {rule: {"enabled": False} for rule in _COLOURS["values"]}
    for scheme, rules in _SCHEMES[: 1 + colours]:
        page.emulate_media(color_scheme=scheme)
        page.evaluate(_SETTLED)
        options = {"runOnly": rules, "rules": without, "resultTypes": ["violations"]}
        for violation in page.evaluate(_RUN, options):
            yield from (f"{scheme}: {violation['id']}: {node['html'][:160]}" for node in violation["nodes"])


def is_too_wide(page: Page) -> bool:
    """Whether a reader has to scroll sideways."""
    return bool(page.locator("html").evaluate("(root) => root.scrollWidth > root.clientWidth"))
