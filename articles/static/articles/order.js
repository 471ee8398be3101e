/* Rows that have a place (topics, pictures, related links) are put in order by a grip or by buttons; the numbers follow.
   Without this script one types the numbers. */
"use strict";
{
  const ROW = ".inline-related:not(.empty-form, .tabular), tr.form-row:not(.empty-form)";
  const told = document.createElement("p");
  told.className = "visually-hidden";
  told.setAttribute("role", "status");
  document.getElementById("content-main")?.append(told);

  const placeOf = (row) => row.querySelector('input[name$="-position"]:not([type=hidden])');
  const rowsOf = (row) => [...row.parentElement.children].filter((each) => each.matches(ROW) && placeOf(each));
  const isEmpty = (row) => !row.querySelector('input[name$="-id"]')?.value && placeOf(row).value === "";

  function number(rows) {
    let place = 0;
    for (const row of rows) {
      const field = placeOf(row);
      if (!isEmpty(row) && field.value !== String(place)) {
        field.value = place;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
      place += 1;
    }
    bounds(rows);
  }

  function bounds(rows) {
    for (const [at, row] of rows.entries()) {
      row.querySelector("[data-move='-1']").disabled = !at;
      row.querySelector("[data-move='1']").disabled = at === rows.length - 1;
    }
  }

  function put(row, before) {
    if (placeOf(row).value === "") placeOf(row).value = "0"; // moved, so no longer last whatever comes
    row.parentElement.insertBefore(row, before);
    number(rowsOf(row));
  }

  function move(row, step, button) {
    const rows = rowsOf(row);
    const at = rows.indexOf(row) + step;
    if (!rows[at]) return;
    put(row, step > 0 ? rows[at].nextSibling : rows[at]);
    told.textContent = `Now at place ${at + 1} of ${rows.length}.`;
    (button.disabled ? row.querySelector(".moves button:not(:disabled)") : button).focus();
  }

  function button(words, sign, more) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = sign;
    made.title = words;
    made.setAttribute("aria-label", words);
    Object.assign(made.dataset, more);
    return made;
  }

  let dragged;
  function furnish(row) {
    if (row.querySelector(".moves")) return;
    const moves = document.createElement("span");
    moves.className = "moves";
    const grip = document.createElement("span");
    grip.className = "grip";
    grip.textContent = "⠿";
    grip.title = "Drag to another place";
    grip.setAttribute("aria-hidden", "true");
    moves.append(button("Move up", "↑", { move: "-1" }), button("Move down", "↓", { move: "1" }), grip);
    (row.querySelector("h3 .inline_label") || placeOf(row)).after(moves);
    for (const each of moves.querySelectorAll("button")) each.addEventListener("click", () => move(row, Number(each.dataset.move), each));
    grip.addEventListener("pointerdown", () => (row.draggable = true));
    row.addEventListener("dragstart", (event) => {
      if (!row.draggable) return;
      dragged = row;
      row.classList.add("is-dragged");
      event.dataTransfer.effectAllowed = "move";
    });
    row.addEventListener("dragover", (event) => {
      if (!dragged || dragged === row || dragged.parentElement !== row.parentElement) return;
      event.preventDefault();
      const box = row.getBoundingClientRect();
      row.parentElement.insertBefore(dragged, event.clientY < box.top + box.height / 2 ? row : row.nextSibling);
    });
    row.addEventListener("drop", (event) => dragged && event.preventDefault());
    row.addEventListener("dragend", () => {
      row.draggable = false;
      row.classList.remove("is-dragged");
      dragged = undefined;
      put(row, row.nextSibling);
    });
  }

  function start() {
    for (const group of document.querySelectorAll(".inline-group")) {
      const rows = [...group.querySelectorAll(ROW)].filter(placeOf);
      rows.forEach(furnish);
      if (rows.length) bounds(rowsOf(rows[0]));
    }
  }
  window.addEventListener("load", start);
  document.addEventListener("formset:added", ({ target }) => {
    if (!target.matches(ROW) || !placeOf(target)) return;
    furnish(target);
    bounds(rowsOf(target));
  });
}
