/* Names for what Django's rows and select2 leave without one, so that a screen reader says what it is.
   In a block: a global function called `name` would take the place of `window.name`, by which Django knows its windows. */
"use strict";
{
  function name() {
    for (const box of document.querySelectorAll(".select2-selection")) {
      const field = box.closest(".select2")?.previousElementSibling;
      const label = field?.labels?.[0]?.textContent || field?.closest("td")?.className.replace("field-", "") || "Choose";
      for (const each of [box, box.querySelector("[role=textbox]")]) each?.setAttribute("aria-label", label.replace(/:\s*$/, ""));
    }
    for (const head of document.querySelectorAll("th.original:empty")) {
      const words = document.createElement("span");
      words.className = "visually-hidden";
      words.textContent = "Row";
      head.append(words);
    }
    for (const cell of document.querySelectorAll(".tabular td"))
      for (const field of cell.querySelectorAll("input:not([type=hidden]):not([aria-label])"))
        if (!field.labels.length) field.setAttribute("aria-label", cell.className.replace(/field-|delete/g, "") || "Delete");
    // The two fields of a moment, and the icons beside Django's pairs of lists, which have a name that nothing may have but a picture.
    for (const field of document.querySelectorAll(".datetime input:not([type=hidden]):not([aria-label])")) {
      const row = field.closest(".form-row")?.querySelector("label, legend")?.textContent.replace(/:\s*$/, "") ?? "";
      if (!field.labels.length) field.setAttribute("aria-label", `${row.trim()} ${field.matches(".vTimeField") ? "time" : "date"}`);
    }
    for (const icon of document.querySelectorAll("span.help-tooltip[aria-label]:not([role])")) icon.setAttribute("role", "img");
  }
  /* The name of its column before each value, for screens on which a list has no columns. */
  function labelCells() {
    const names = [...document.querySelectorAll("#result_list thead th")].map((head) => (head.querySelector(".text")?.textContent ?? "").trim());
    for (const row of document.querySelectorAll("#result_list tbody tr"))
      [...row.children].forEach((cell, position) => {
        const plain = cell.matches("th, .action-checkbox, .field-picture, .field-status_now") || !cell.textContent.trim();
        if (names[position] && !plain) cell.dataset.label = names[position];
      });
  }
  window.addEventListener("load", () => {
    labelCells();
    name();
    new MutationObserver(name).observe(document.body, { childList: true, subtree: true });
  });
}
