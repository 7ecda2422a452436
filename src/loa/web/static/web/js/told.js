// Forms whose act takes long (`loa.web.organisation.told`): sent beside the page, which shows how far it is, line by line.
// Without this script the form is sent as any other.
"use strict";

for (const form of document.querySelectorAll("form[data-told]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
}

async function send(form) {
  const place = document.getElementById(form.dataset.told);
  const buttons = document.querySelectorAll("main button");
  begin(place);
  buttons.forEach((button) => { button.disabled = true; });
  let last = null;
  try {
    const body = new FormData(form);
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/x-ndjson" } });
    if (!answer.headers.get("Content-Type")?.startsWith("application/x-ndjson")) {
      HTMLFormElement.prototype.submit.call(form); // nothing was done: what is amiss stands on a page of its own
      return;
    }
    for await (const line of lines(answer.body)) {
      last = line;
      if (!line.ended) show(place, line);
    }
  } catch {
    last = null;
  }
  end(place, last?.ended ? last : { said: place.dataset.broken, tone: "grave", go: place.dataset.again });
  if (!last?.ended || !last.go) buttons.forEach((button) => { button.disabled = false; });
}

async function* lines(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    const parts = (rest + (value ?? "")).split("\n");
    rest = parts.pop();
    for (const part of parts) if (part) yield JSON.parse(part);
    if (done) return;
  }
}

function begin(place) {
  place.hidden = false;
  place.querySelector("progress").hidden = false;
  place.querySelector("progress").removeAttribute("value");
  place.className = "note";
  place.querySelector("[data-said]").textContent = place.dataset.begin;
  place.querySelector("a").hidden = true;
  place.scrollIntoView({ block: "nearest" });
}

function show(place, line) {
  const bar = place.querySelector("progress");
  bar.max = line.total;
  bar.value = line.done;
  place.querySelector("[data-said]").textContent = line.said;
}

function end(place, line) {
  if (line.go && !line.said) {
    location.assign(line.go);
    return;
  }
  place.className = `note ${line.tone}`;
  place.querySelector("progress").hidden = true;
  place.querySelector("[data-said]").textContent = line.said;
  const link = place.querySelector("a");
  link.hidden = !line.go;
  if (line.go) link.href = line.go;
  (line.go ? link : place).focus();
}
