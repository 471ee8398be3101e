/* Rows that are one line each: a button brings the fields of one, and puts them under its line. Without this script the button
   posts the form, which comes back with the row open and all that was typed. */
"use strict";
{
  const form = document.querySelector("#content-main form");
  const from = document.currentScript.dataset.from;
  const asked = new Map();

  async function fetched(row, number) {
    const key = row.querySelector(`[name$="-${number}-id"]`).value;
    const answer = await fetch(`${from.replace(/0\/$/, `${key}/`)}?row=${number}`);
    if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
    const fields = document.createRange().createContextualFragment(await answer.text()).firstElementChild;
    fields.id = `related-fields-${number}`;
    row.querySelector("h3").after(fields);
    return fields;
  }

  /* Open a row, once. The promise is kept when its fields are there. */
  function open(row, button) {
    if (!asked.has(row)) {
      asked.set(row, fetched(row, button.value));
      asked.get(row).then(
        (fields) => {
          button.setAttribute("aria-controls", fields.id);
          row.dispatchEvent(new CustomEvent("row:opened", { bubbles: true }));
        },
        () => {
          asked.delete(row);
          say(row, "No answer from the server. Try again.");
        },
      );
    }
    return asked.get(row);
  }

  function say(row, words) {
    const told = row.querySelector("[role=status]") || document.createElement("p");
    told.setAttribute("role", "status");
    told.textContent = words;
    row.append(told);
  }

  function show(button, fields, shown) {
    fields.hidden = !shown;
    button.setAttribute("aria-expanded", String(shown));
    button.textContent = shown ? "Close" : "Edit";
    if (shown) fields.querySelector("input:not([type=hidden]), textarea")?.focus();
  }

  for (const button of form.querySelectorAll("button[name=_open]")) button.setAttribute("aria-expanded", "false");
  form.addEventListener("click", async (event) => {
    const button = event.target.closest("button[name=_open]");
    if (!button) return;
    event.preventDefault();
    const row = button.closest(".inline-related");
    try {
      const fields = await open(row, button);
      row.querySelector("[role=status]")?.remove();
      show(button, fields, button.getAttribute("aria-expanded") !== "true");
    } catch {
      // it was said
    }
  });

  /* For what was typed into rows that are closed again after a reload; see working.js. */
  const rowOf = (name) => {
    const key = form.elements[`${name.match(/^.+-\d+(?=-)/)?.[0]}-id`];
    return key?.closest?.(".inline-related")?.querySelector("button[name=_open]");
  };
  form.isInClosedRow = (name) => !form.elements[name] && Boolean(rowOf(name));
  form.openRowsOf = (names) => {
    const buttons = new Set(names.filter(form.isInClosedRow).map(rowOf));
    return Promise.allSettled(
      [...buttons].map(async (button) => show(button, await open(button.closest(".inline-related"), button), true)),
    );
  };
}
