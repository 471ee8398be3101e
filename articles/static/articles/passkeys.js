/* On pages with a form of class `passkey`: asks the site for a challenge, lets the browser make a passkey or use one, and
   sends what it answers. The form is hidden where the browser has no passkeys. */
"use strict";
const can = Boolean(window.PublicKeyCredential?.parseCreationOptionsFromJSON && PublicKeyCredential.prototype.toJSON);

async function answerOf(form) {
  const headers = { Accept: "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
  const asked = await fetch(form.action, { method: "POST", headers });
  if (!asked.ok) throw new Error("The site does not answer. Load the page again.");
  const options = await asked.json();
  const found = form.dataset.makes
    ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  return JSON.stringify(found.toJSON());
}

for (const form of document.querySelectorAll("form.passkey")) {
  form.hidden = !can;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const told = form.querySelector("[role=status]");
    told.textContent = "";
    try {
      form.elements.credential.value = await answerOf(form);
      form.submit();
    } catch (wrong) {
      const words = { NotAllowedError: "No passkey was used.", InvalidStateError: "This device has a passkey for this account already." };
      told.textContent = words[wrong.name] || wrong.message;
    }
  });
}
