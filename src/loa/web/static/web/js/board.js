// A live page: asks every few seconds whether the figures still hold, and takes over the new ones (`loa.web.live`).
// What the reader has open or focused stays so. Without this script the page is loaded again.
"use strict";

const EVERY = 2000; // milliseconds between two questions while somebody looks
const LONGEST = 60000; // the pause after one failure doubles up to this
const spoken = document.querySelector("[data-live-spoken]");
let region = document.querySelector("[data-live]");
let pause = EVERY;

const next = () => setTimeout(ask, pause * (0.9 + Math.random() * 0.2));

async function ask() {
  if (document.hidden) return next();
  try {
    const answer = await fetch(location.href, { headers: { "X-Loa-Mark": region.dataset.live } });
    if (answer.redirected || answer.status === 403 || answer.status === 404) return; // signed out, or no longer ours
    if (!answer.ok) throw new Error(String(answer.status));
    if (answer.status === 200) show(await answer.text());
    pause = EVERY;
  } catch {
    pause = Math.min(pause * 2, LONGEST);
  }
  next();
}

function show(text) {
  const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-live]");
  if (!fresh) return;
  keepOpen(region, fresh);
  const held = region.contains(document.activeElement) ? sign(document.activeElement) : null;
  region.replaceWith(fresh);
  region = fresh;
  if (held) [...region.querySelectorAll("a, button, summary")].find((one) => sign(one) === held)?.focus();
  if (spoken) spoken.textContent = region.querySelector("h1")?.textContent ?? "";
}

function keepOpen(before, after) {
  const places = after.querySelectorAll("details");
  before.querySelectorAll("details").forEach((one, place) => {
    if (one.open && places[place]) places[place].open = true;
  });
}

function sign(element) {
  return element.getAttribute("href") ?? element.form?.action ?? element.textContent;
}

if (region) next();
