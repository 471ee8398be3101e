/* The tree of topics without loading the page anew: buttons as they are, and dragging. Without this script the buttons do it. */
"use strict";
{
  const told = document.getElementById("told");
  const form = () => document.getElementById("tree");
  let dragged;

  async function send(data, focus) {
    data.set("csrfmiddlewaretoken", form().elements.csrfmiddlewaretoken.value);
    const answer = await fetch(location.pathname, { method: "POST", body: data }).catch(() => null);
    const page = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page && page.getElementById("tree");
    if (!fresh) {
      told.className = "errornote";
      told.textContent = "No answer from the server. Nothing was moved; try again.";
      return;
    }
    form().replaceWith(fresh);
    told.className = "visually-hidden";
    told.textContent = page.querySelector(".messagelist")?.textContent.trim() || "Nothing was moved.";
    const row = fresh.querySelector(`[data-topic="${data.get("topic") || focus.value}"]`);
    (row?.querySelector(`:scope > div button[name="${focus?.name}"]:not(:disabled)`) || row?.querySelector(":scope > div button:not(:disabled)"))?.focus();
  }

  document.addEventListener("submit", (event) => {
    if (event.target !== form() || !event.submitter) return;
    event.preventDefault();
    const data = new FormData();
    data.set(event.submitter.name, event.submitter.value);
    send(data, event.submitter);
  });

  const clear = () => form().querySelectorAll("[data-drop]").forEach((row) => row.removeAttribute("data-drop"));

  document.addEventListener("pointerdown", ({ target }) => {
    const row = target.closest?.(".grip") && target.closest("li");
    if (row) row.draggable = true;
  });
  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("#tree li[draggable=true]");
    if (!dragged) return;
    dragged.classList.add("is-dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.topic);
  });
  document.addEventListener("dragover", (event) => {
    const row = dragged && event.target.closest?.("#tree li");
    if (!row || dragged.contains(row)) return;
    event.preventDefault();
    clear();
    const box = row.querySelector("div").getBoundingClientRect();
    const share = (event.clientY - box.top) / box.height;
    row.dataset.drop = share < 0.33 ? "before" : share < 0.67 ? "below" : "after";
  });
  document.addEventListener("drop", (event) => {
    const row = form()?.querySelector("[data-drop]");
    if (!dragged || !row) return;
    event.preventDefault();
    const above = row.parentElement.closest("li")?.dataset.topic || "";
    const data = new FormData();
    data.set("topic", dragged.dataset.topic);
    data.set("parent", row.dataset.drop === "below" ? row.dataset.topic : above);
    const next = row.nextElementSibling === dragged ? dragged.nextElementSibling : row.nextElementSibling;
    data.set("before", row.dataset.drop === "before" ? row.dataset.topic : row.dataset.drop === "after" ? next?.dataset.topic || "" : "");
    send(data, null);
  });
  document.addEventListener("dragend", () => {
    dragged?.classList.remove("is-dragged");
    if (dragged) dragged.draggable = false;
    dragged = undefined;
    clear();
  });
}
