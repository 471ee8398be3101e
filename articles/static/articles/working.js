/* On an article's page: says who else has it open, keeps unsaved typing in this browser and offers it back, and puts what
   the file says beside its field. Without this script the page works as it is. */
"use strict";
const data = document.getElementById("working").dataset;
const form = document.getElementById("article_form");
const others = document.getElementById("others");
const KEY = `unsaved:${location.pathname}`;
const PAUSE = 500; // ms after the last key
const token = form.elements.csrfmiddlewaretoken.value;

async function say() {
  try {
    const answer = await fetch(data.presence, { method: "POST", headers: { "X-CSRFToken": token } });
    if (!answer.ok || answer.redirected) return;
    const { others: names } = await answer.json();
    const words = names.length ? `${names.join(", ")} ${names.length > 1 ? "have" : "has"} this open too.` : "";
    if (others.textContent !== words) others.textContent = words;
  } catch {
    // no connection: the next word says it
  }
}
setInterval(() => document.hidden || say(), 1000 * Number(data.every));
document.addEventListener("visibilitychange", () => document.hidden || say());
addEventListener("pagehide", () => {
  const body = new FormData();
  body.set("gone", "1");
  body.set("csrfmiddlewaretoken", token);
  navigator.sendBeacon(data.presence, body);
});

/* Unsaved typing */
const fields = () => [...form.elements].filter((field) => field.name && field.matches("input:not([type=hidden]):not([type=file]):not([type=submit]), textarea, select"));
const valueOf = (field) => (field.matches("[type=checkbox], [type=radio]") ? String(field.checked) : field.value);
const first = new Map(fields().map((field) => [field, valueOf(field)]));
let waiting;

const version = () => form.elements.seen_version?.value;

function stored() {
  try {
    return JSON.parse(localStorage.getItem(KEY));
  } catch {
    return null;
  }
}

function keep() {
  const changed = fields().filter((field) => first.has(field) && first.get(field) !== valueOf(field));
  if (!changed.length) return localStorage.removeItem(KEY);
  const values = Object.fromEntries(changed.map((field) => [field.name, valueOf(field)]));
  localStorage.setItem(KEY, JSON.stringify({ at: Date.now(), version: version(), values }));
}

async function bringBack(values) {
  await form.openRowsOf(Object.keys(values));
  for (const field of fields()) {
    if (!(field.name in values)) continue;
    if (field.matches("[type=checkbox], [type=radio]")) field.checked = values[field.name] === "true";
    else field.value = values[field.name];
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  keep();
}

/* Whether a field has another value, or is in a row that nobody has opened since. */
function differs([name, value]) {
  const field = form.elements[name];
  return field ? fields().includes(field) && value !== valueOf(field) : form.isInClosedRow(name);
}

function offer(found) {
  const bar = document.getElementById("unsaved");
  const when = new Date(found.at).toLocaleString();
  const number = Object.keys(found.values).length;
  bar.querySelector("span").textContent = `There is unsaved typing of ${when} in ${number} field${number > 1 ? "s" : ""}.`;
  bar.hidden = false;
  bar.querySelector("[data-back]").addEventListener("click", async () => {
    bar.hidden = true;
    await bringBack(found.values);
  });
  bar.querySelector("[data-forget]").addEventListener("click", () => {
    localStorage.removeItem(KEY);
    bar.hidden = true;
  });
}

const found = stored();
const failed = document.querySelector(".errornote, .both");
if (found?.sent && found.version !== version() && !failed) localStorage.removeItem(KEY); // it was saved
else if (found && !failed && Object.entries(found.values).some(differs)) offer(found);
form.addEventListener("row:opened", ({ target: row }) => {
  for (const field of fields()) if (row.contains(field) && !first.has(field)) first.set(field, valueOf(field));
});
form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(keep, PAUSE);
});
form.addEventListener("change", () => setTimeout(keep, 0));
form.addEventListener("submit", () => {
  clearTimeout(waiting);
  keep();
  const left = stored();
  if (left) localStorage.setItem(KEY, JSON.stringify({ ...left, sent: true }));
});

/* What the file says, beside its field */
for (const row of document.querySelectorAll("#from-file [data-field]")) {
  const field = form.elements[row.dataset.field];
  const place = field?.closest(".form-row, .fieldBox");
  if (!place) continue;
  const button = row.querySelector("button");
  button.type = "button";
  button.addEventListener("click", () => {
    field.value = row.querySelector("[data-text]").dataset.text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
  place.append(row);
}
document.getElementById("from-file")?.querySelector("li") || document.getElementById("from-file")?.remove();
