"""Whether a page fits a screen: nothing sideways, no words cut off or under something, no headline under the page's links."""

from collections.abc import Iterable, Iterator

from playwright.sync_api import Page

WIDTHS = (320, 768, 1024, 1440, 1920)
HEIGHT = 3000  # what lies under something is asked for by its place on the screen
# What may be scrolled by itself: the timeline of a story, and the fields of a table within a form.
_MAY_SCROLL = ".scroll, .tabular, select, textarea, pre"
# Icons whose words are moved out of them, and what only a screen reader reads.
_NOT_SEEN = ".visually-hidden, .selector-add, .selector-remove, .inline-deletelink, td.delete, kbd, option, svg, script"
_FAULTS = """([mayScroll, notSeen]) => {
  const said = new Set(), root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) said.add(`wider than the screen: ${root.scrollWidth}`);
  function boxes(of) {
    const range = document.createRange();
    range.selectNodeContents(of);
    return [...range.getClientRects()];
  }
  const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  const heading = document.querySelector("#content > h1");
  for (const tool of heading ? document.querySelectorAll(".object-tools a") : [])
    if (boxes(heading).some((box) => meet(box, tool.getBoundingClientRect()))) said.add(`headline under ${tool.textContent}`);
  const clipped = (each) => getComputedStyle(each).clipPath !== "none";
  const parents = (each) => (each === document.body ? [] : [each, ...parents(each.parentElement)]);
  const words = document.createTreeWalker(document.querySelector("#container"), NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const text = words.currentNode.data.trim(), of = words.currentNode.parentElement;
    if (!text || of.closest(notSeen) || !of.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true })) continue;
    const around = parents(of);
    if (around.some(clipped)) continue;
    const within = around.findIndex((each) => each.matches(mayScroll));
    const inner = around.slice(0, within < 0 ? undefined : within);
    const bound = inner.filter((each) => getComputedStyle(each).overflowX !== "visible");
    for (const box of boxes(words.currentNode)) {
      if (box.width < 2) continue;
      for (const each of bound) {
        const edge = each.getBoundingClientRect();
        if (box.right > edge.right + 2 || box.left < edge.left - 2) said.add(`cut off: ${text.slice(0, 40)}`);
      }
      const over = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
      const apart = over && within < 0 && !of.contains(over) && !over.contains(of);
      if (apart && getComputedStyle(over).position !== "fixed") said.add(`under something: ${text.slice(0, 40)}`);
    }
  }
  return [...said];
}"""


def ill_fitting(page: Page, widths: Iterable[int] = WIDTHS) -> Iterator[str]:
    """What does not fit of the page that is open. One loading does for all widths: style sheets alone answer to them."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        for fault in page.evaluate(_FAULTS, [_MAY_SCROLL, _NOT_SEEN]):
            yield f"{width}: {fault}"
