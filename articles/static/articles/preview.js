/* Beside an article's form: what readers would see of it, while one types. Without this script the button Preview opens it. */
"use strict";
{
  const pane = document.getElementById("preview");
  const frame = pane.querySelector("iframe");
  const form = document.getElementById("article_form");
  const told = pane.querySelector("[role=status]");
  const CLOSED = "preview-closed";
  const PAUSE = 500; // ms after the last key
  const WIDE = matchMedia("(min-width: 1100px)");
  let waiting, asked, last, place = 0;

  function typed() {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    return new URLSearchParams(data).toString();
  }

  async function show() {
    const body = typed();
    if (!pane.open || body === last) return;
    asked?.abort();
    asked = new AbortController();
    try {
      const headers = { "Content-Type": "application/x-www-form-urlencoded" };
      const answer = await fetch(pane.dataset.from, { method: "POST", headers, body, signal: asked.signal });
      if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
      place = frame.contentWindow?.scrollY || 0;
      frame.srcdoc = await answer.text();
      last = body;
      told.textContent = "";
    } catch (fault) {
      if (fault.name !== "AbortError") told.textContent = "No answer from the server; this is what was typed before.";
    }
  }

  function later() {
    clearTimeout(waiting);
    waiting = setTimeout(show, PAUSE);
  }

  frame.addEventListener("load", () => frame.contentWindow.scrollTo(0, place));
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  django.jQuery(form).on("change", later); // fields that complete names tell jQuery alone
  pane.addEventListener("toggle", () => {
    if (WIDE.matches) localStorage.setItem(CLOSED, pane.open ? "" : "yes");
    show();
  });
  if (WIDE.matches && !localStorage.getItem(CLOSED)) pane.open = true;
}
