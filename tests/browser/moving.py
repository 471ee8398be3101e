"""What moves on a page after it was first painted: the browser's own measure, and with it the names of what moved."""

from playwright.sync_api import Page

_WATCH = """
window.moved = [];
window.noteMoved = (entries) => {
  const named = (source) => `${source.node?.nodeName} ${source.node?.className || ""}`;
  for (const entry of entries) window.moved.push([entry.value, ...entry.sources.map(named)].join(" "));
};
window.watching = new PerformanceObserver((list) => window.noteMoved(list.getEntries()));
window.watching.observe({ type: "layout-shift", buffered: true });
"""
# What a frame moves is known in the one after it.
_PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))"
_MOVED = "() => { window.noteMoved(window.watching.takeRecords()); return window.moved; }"


def watch(page: Page) -> None:
    """From the next page on."""
    page.add_init_script(_WATCH)


def paint(page: Page) -> None:
    """Returns when all that has come in is painted."""
    page.evaluate(_PAINTED)


def moved(page: Page) -> list[str]:
    paint(page)
    found: list[str] = page.evaluate(_MOVED)
    return found
