/* Suggestions under the search: arrows choose, Enter takes, Escape closes. Without this script the search is as it was.
   Pattern: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/. */
"use strict";
const from = document.currentScript.dataset.from;
const input = document.getElementById("searchbar");
const PAUSE = 150; // ms after the last key

function start() {
  const list = document.createElement("ul");
  list.id = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  input.after(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" }))
    input.setAttribute(name, value);
  input.autocomplete = "off";
  let waiting, asked;

  function close() {
    clearTimeout(waiting);
    asked?.abort();
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function take(option) {
    if (option.dataset.url) return location.assign(option.dataset.url);
    input.value = option.dataset.query;
    input.focus();
    ask();
  }

  function row(suggestion, position) {
    const option = document.createElement("li");
    option.id = `suggestion-${position}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    Object.assign(option.dataset, suggestion.url ? { url: suggestion.url } : { query: suggestion.query });
    const words = document.createElement("span");
    words.dir = "auto";
    words.textContent = suggestion.words;
    const detail = document.createElement("small");
    detail.textContent = suggestion.detail;
    option.append(words, " ", detail);
    option.addEventListener("mousedown", (event) => event.preventDefault()); // the input keeps the focus
    option.addEventListener("click", () => take(option));
    return option;
  }

  async function ask() {
    asked?.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(`${from}?q=${encodeURIComponent(input.value)}`, { signal: asked.signal, headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) return close();
      const { suggestions } = await answer.json();
      list.replaceChildren(...suggestions.map(row));
      list.hidden = !suggestions.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
      input.removeAttribute("aria-activedescendant");
    } catch (fault) {
      if (fault.name !== "AbortError") close();
    }
  }

  function choose(step) {
    const options = [...list.children];
    const now = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    // One place more than there are options: there the typed text stands alone.
    const next = (now + step + 1 + options.length + 1) % (options.length + 1) - 1;
    options.forEach((option, position) => option.setAttribute("aria-selected", String(position === next)));
    if (next < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", options[next].id);
    options[next].scrollIntoView({ block: "nearest" });
  }

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    if (input.value.trim().length < 2) return close();
    waiting = setTimeout(ask, PAUSE);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const chosen = list.querySelector('[aria-selected="true"]');
    if (event.key === "ArrowDown") choose(1);
    else if (event.key === "ArrowUp") choose(-1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen) take(chosen);
    else return;
    event.preventDefault();
  });
}

if (input) start();
