/* The palette: Ctrl-K or ⌘K opens it anywhere. It goes to pages, articles, topics, providers and people, and does what the open page
   offers. Arrows choose, Enter goes, Escape closes. Without this script the field in the head leads to a page that does the same.
   Pattern: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/. */
"use strict";
{
  const form = document.querySelector("#shell .go");
  const PAUSE = 120; // ms after the last key

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  const ACTS = ".object-tools a, :is(.submit-row, .triage .acts) :is(input[type=submit], button, a), .triage .ways a, .story .arrange button";

  /* What a link or a button is called, without the key that it names. */
  function calledBy(act) {
    if (act.matches("input")) return act.value.trim();
    const words = act.cloneNode(true);
    for (const key of words.querySelectorAll("kbd")) key.remove();
    return words.textContent.trim();
  }

  /* What the open page offers: its links above the form, and the buttons of its form; once, where one stands above and below. */
  function offered() {
    const found = new Map();
    for (const act of document.querySelectorAll(ACTS)) {
      const words = calledBy(act);
      if (words && act.offsetParent && !act.disabled && !found.has(words)) found.set(words, { words, kind: "on this page", go: () => act.click() });
    }
    return [...found.values()];
  }

  function start() {
    const list = element("ul", { id: "palette-found", role: "listbox", "aria-label": "Where to go" });
    const field = element("input", {
      type: "text", autocomplete: "off", role: "combobox", "aria-expanded": "true", "aria-controls": list.id, "aria-autocomplete": "list",
      "aria-label": "A page, an article, a topic, a provider, a person, or what this page offers", placeholder: "Go to …",
    });
    const none = element("p", { role: "status" });
    const dialog = element("dialog", { id: "palette", "aria-label": "Go to" }, field, list, none);
    document.body.append(dialog);
    let waiting, asked, rows = [];

    function show(found) {
      rows = found;
      list.replaceChildren(...found.map((each, position) => {
        const words = element("bdi", {}, each.words);
        const option = element("li", { id: `palette-${position}`, role: "option", "aria-selected": "false" }, words, " ", element("small", {}, each.kind));
        option.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
        option.addEventListener("click", () => take(each));
        return option;
      }));
      none.textContent = found.length ? "" : "Nothing of that name.";
      choose(0);
    }

    function choose(position) {
      const options = [...list.children];
      const next = options.length ? (position + options.length) % options.length : -1;
      options.forEach((option, at) => option.setAttribute("aria-selected", String(at === next)));
      if (next < 0) return field.removeAttribute("aria-activedescendant");
      field.setAttribute("aria-activedescendant", options[next].id);
      options[next].scrollIntoView({ block: "nearest" });
    }

    const chosen = () => [...list.children].findIndex((option) => option.getAttribute("aria-selected") === "true");

    function take(each) {
      if (!each) return;
      dialog.close();
      if (each.go) each.go();
      else location.assign(each.address);
    }

    async function ask() {
      asked?.abort();
      asked = Object.assign(new AbortController(), { typed: field.value });
      const typed = field.value.trim();
      const here = offered().filter(({ words }) => words.toLowerCase().includes(typed.toLowerCase()));
      try {
        const answer = await fetch(`${form.action}?q=${encodeURIComponent(typed)}`, { signal: asked.signal, headers: { Accept: "application/json" } });
        if (!answer.ok || answer.redirected) return show(here);
        const { found } = await answer.json();
        show(typed ? [...here, ...found] : [...found, ...here]);
      } catch (fault) {
        if (fault.name !== "AbortError") show(here);
      }
    }

    field.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(ask, PAUSE);
    });
    field.addEventListener("keydown", async (event) => {
      if (event.isComposing) return;
      if (event.key === "ArrowDown") choose(chosen() + 1);
      else if (event.key === "ArrowUp") choose(chosen() - 1);
      else if (event.key === "Enter") {
        clearTimeout(waiting);
        // What was typed since the last answer counts, however fast it was typed.
        if (asked?.typed !== field.value) await ask();
        take(rows[Math.max(chosen(), 0)]);
      } else return;
      event.preventDefault();
    });
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    return () => {
      field.value = "";
      dialog.showModal();
      ask();
    };
  }

  if (form && !document.body.classList.contains("popup")) {
    let open;
    const opened = () => (open ??= start())();
    document.addEventListener("keydown", (event) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      event.preventDefault();
      if (!document.querySelector("dialog[open]")) opened();
    });
    if (/mac|iphone|ipad/i.test(navigator.userAgentData?.platform ?? navigator.platform)) form.querySelector("kbd").textContent = "⌘K";
  }

  /* A menu closes when one goes on elsewhere, or presses Escape. */
  for (const menu of document.querySelectorAll("#shell details")) {
    document.addEventListener("click", ({ target }) => menu.contains(target) || (menu.open = false));
    menu.addEventListener("keydown", ({ key }) => {
      if (key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  }
}
