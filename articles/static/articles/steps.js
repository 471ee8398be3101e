/* Long work goes on by itself: posts the next step until there is none. Without this script a button does the same. */
"use strict";
const form = document.getElementById("step");
const bar = document.querySelector("progress");
const done = document.getElementById("done");
const button = document.getElementById("go-on");

async function step() {
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
  if (!answer.ok || !(answer.headers.get("Content-Type") || "").startsWith("application/json")) throw new Error(answer.status);
  const told = await answer.json();
  if (!told.more) return false;
  bar.max = told.files;
  bar.value = told.done;
  form.elements.position.value = told.position;
  done.textContent = told.words;
  return true;
}

async function goOn() {
  button.hidden = true;
  try {
    while (await step());
    location.reload();
  } catch {
    done.textContent = "No answer, or you were signed out. What is done so far stays done; sign in if asked, and go on.";
    button.hidden = false;
  }
}

form.addEventListener("submit", (event) => {
  if (event.submitter !== button) return;
  event.preventDefault();
  goOn();
});
if ("goesOn" in form.dataset) goOn();
