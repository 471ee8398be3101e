/* Triage by keys, without loading the page anew: each key presses the button that says it. Without this script the buttons
   and links work as they are. A key can be switched off: WCAG 2.1.4. */
"use strict";
const said = document.getElementById("said");
const OFF = "triage-keys-off";
let busy = false;

function keysOff() {
  try {
    return new Set(JSON.parse(localStorage.getItem(OFF) || "[]"));
  } catch {
    return new Set();
  }
}

const switchOf = (key) => (/^[1-9]$/.test(key) ? "1…9" : /^[a-d]$/.test(key) ? "a…d" : key);
const shown = () => document.getElementById("triage");

/* What has the focus, to find the same in the page that follows. */
function focused() {
  const element = document.activeElement;
  if (!shown().contains(element)) return null;
  if (element.dataset.key) return `[data-key="${CSS.escape(element.dataset.key)}"]`;
  return element.id ? `#${CSS.escape(element.id)}` : element.name ? `[name="${CSS.escape(element.name)}"]` : "#sheet";
}

function show(html, address) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const next = page.getElementById("triage");
  if (!next) return location.assign(address); // signed out, or an error page
  const kept = focused();
  shown().replaceWith(next);
  history.replaceState(null, "", address);
  const told = page.getElementById("said");
  const left = document.getElementById("left");
  said.replaceChildren(...told.childNodes);
  const count = document.createElement("span");
  count.className = "visually-hidden";
  count.textContent = left ? ` ${left.textContent}.` : " Nothing is left.";
  said.append(count);
  if (!kept) return;
  const target = next.querySelector(`${kept}:not(:disabled)`) || document.getElementById("sheet");
  target?.focus({ preventScroll: true });
}

async function ask(address, options) {
  if (busy) return;
  busy = true;
  shown().setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, options);
    show(await answer.text(), answer.url);
  } catch {
    said.textContent = "No answer from the server. Nothing was decided; try again.";
  } finally {
    busy = false;
    shown().removeAttribute("aria-busy");
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || !shown().contains(form)) return;
  event.preventDefault();
  ask(location.pathname, { method: "POST", body: new FormData(form, event.submitter) });
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-swap]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  event.preventDefault();
  ask(link.href);
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const typing = event.target.closest("textarea, select, input:not([type=radio]):not([type=checkbox]), [contenteditable]");
  if (typing) {
    if (event.key === "Escape") typing.blur();
    return;
  }
  if (keysOff().has(switchOf(event.key))) return;
  const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]:not(:disabled)`);
  if (!target) return;
  event.preventDefault();
  if (target.matches("input:not([type=radio])")) return target.select();
  target.click();
});

const off = keysOff();
for (const box of document.querySelectorAll("[data-switch]")) {
  box.checked = !off.has(box.dataset.switch);
  box.addEventListener("change", () => {
    const left = [...document.querySelectorAll("[data-switch]")].filter((each) => !each.checked);
    localStorage.setItem(OFF, JSON.stringify(left.map((each) => each.dataset.switch)));
  });
}
