/* Suggestions under the search, and under fields that take one of our articles: arrows choose, Enter takes, Escape closes.
   Without this script one types as before. Pattern: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/. */
"use strict";
{
  const from = document.currentScript.dataset.from;
  const PAUSE = 150; // ms after the last key

  /* `fits` says which suggestions an input takes; `take` does what choosing one means. */
  function start(input, fits, take) {
    const list = document.createElement("ul");
    list.id = `${input.id}-suggestions`;
    list.className = "suggestions";
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

    function row(suggestion, position) {
      const option = document.createElement("li");
      option.id = `${list.id}-${position}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.taken = () => {
        close();
        take(suggestion, ask);
      };
      const words = document.createElement("span");
      words.dir = "auto";
      words.textContent = suggestion.words;
      const detail = document.createElement("small");
      detail.textContent = suggestion.detail;
      option.append(words, " ", detail);
      option.addEventListener("mousedown", (event) => event.preventDefault()); // the input keeps the focus
      option.addEventListener("click", option.taken);
      return option;
    }

    async function ask() {
      asked?.abort();
      asked = new AbortController();
      try {
        const answer = await fetch(`${from}?q=${encodeURIComponent(input.value)}`, { signal: asked.signal, headers: { Accept: "application/json" } });
        if (!answer.ok || answer.redirected) return close();
        const { suggestions } = await answer.json();
        list.replaceChildren(...suggestions.filter(fits).map(row));
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
      else if (event.key === "Enter" && chosen) chosen.taken();
      else return;
      event.preventDefault();
    });
  }

  const search = document.getElementById("searchbar");
  if (search)
    start(search, () => true, (suggestion, again) => {
      if (suggestion.url) return location.assign(suggestion.url);
      search.value = suggestion.query;
      search.focus();
      again();
    });

  /* Rows are added while one works, so a field starts when it is first gone to. */
  document.addEventListener("focusin", ({ target: field }) => {
    if (!field.matches?.("[data-suggests=articles]") || field.getAttribute("role")) return;
    field.parentElement.classList.add("suggesting");
    const own = location.pathname;
    start(field, ({ slug, url }) => slug && url !== own, ({ slug, words }) => {
      field.value = slug;
      const label = field.closest(".inline-related")?.querySelector(".inline_label");
      if (label) label.textContent = words;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    });
  });
}
