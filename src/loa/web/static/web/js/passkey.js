// Passkeys (WebAuthn). A form with data-passkey holds the question: "create" makes a key, "get" proves one, "ask"
// fetches the question first. The answer goes into the form's hidden field and the form is sent.
"use strict";

const toBytes = (text) => {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
};
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

// Phones of before 2024 lack parseRequestOptionsFromJSON and toJSON, so both ways are written out.
const question = (json) => {
  const asked = json.publicKey;
  asked.challenge = toBytes(asked.challenge);
  if (asked.user) asked.user.id = toBytes(asked.user.id);
  for (const key of [...(asked.allowCredentials ?? []), ...(asked.excludeCredentials ?? [])]) key.id = toBytes(key.id);
  return { publicKey: asked };
};
const answer = (credential) => {
  const given = { clientDataJSON: toText(credential.response.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) given[part] = toText(credential.response[part]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    response: given,
    clientExtensionResults: credential.getClientExtensionResults(),
    authenticatorAttachment: credential.authenticatorAttachment,
  });
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("button");
  const wrong = form.querySelector("[data-wrong]");
  if (!window.PublicKeyCredential) {
    form.querySelector("[data-unable]")?.removeAttribute("hidden");
    button.hidden = true;
    continue;
  }
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    button.disabled = true;
    if (wrong) wrong.hidden = true;
    try {
      const asked = form.dataset.question
        ? JSON.parse(form.dataset.question)
        : await (await fetch(form.action, { headers: { Accept: "application/json" } })).json();
      const made = form.dataset.passkey === "create"
        ? await navigator.credentials.create(question(asked))
        : await navigator.credentials.get(question(asked));
      form.elements.credential.value = answer(made);
      form.submit();
    } catch (error) {
      if (wrong) {
        wrong.hidden = false; // a person cancelled, or the device knows no such key: the browser does not say which
        wrong.focus();
      }
      button.disabled = false;
      console.warn(error);
    }
  });
}
