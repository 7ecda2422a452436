// The writing page: saving by itself, and what follows the keys: findings, limits, previews, who else is here.
// Without this script the page works by its buttons.
"use strict";

const editor = document.getElementById("editor");
const IDLE = 4000; // milliseconds without a key before the text is saved
const LOOK = 900; // … before it is looked at
const BEAT = 30000; // … between two signs of life while nothing is typed
let stopped = false;

function typed() {
  const data = new FormData(editor);
  for (const input of editor.querySelectorAll("[data-upload]")) data.delete(input.name); // files go by their button
  return data;
}

async function post(address) {
  const response = await fetch(address, { method: "POST", body: typed() });
  const json = response.headers.get("Content-Type")?.includes("json");
  return { status: response.status, answer: json ? await response.json() : {} };
}

// Saving

let saving = 0;

async function save() {
  if (stopped) return;
  let result;
  try {
    result = await post(editor.dataset.autosave);
  } catch {
    saving = setTimeout(save, 4 * IDLE); // no network: the text stays in the page, and is tried again
    return;
  }
  const { status, answer } = result;
  if (answer.saved) editor.elements.expected.value = answer.revision;
  if (answer.text) document.querySelector("[data-saved]").textContent = answer.text;
  if (status === 409) conflict(answer.text);
}

function conflict(text) {
  stopped = true; // somebody else saved: from here on only a person decides
  const note = document.querySelector("[data-conflict]");
  note.querySelector("[data-conflict-text]").textContent = text;
  note.hidden = false;
  note.scrollIntoView({ block: "center" });
}

// Looking

let looking = 0;
let pulse = 0;
let turn = 0;
const previews = document.querySelector("[data-previews]");

async function look() {
  clearTimeout(pulse);
  pulse = setTimeout(look, BEAT);
  if (stopped || document.hidden) return;
  const mine = ++turn;
  const { answer } = await post(editor.dataset.live).catch(() => ({ answer: {} }));
  if (mine !== turn) return; // a newer look is under way
  showOthers(answer.others);
  showRemarks(answer.remarks);
  if (answer.limits && previews.open) showPreviews(answer.limits);
}

function showOthers(words) {
  if (words === undefined) return;
  const note = document.querySelector("[data-others]");
  note.hidden = !words;
  note.firstElementChild.textContent = words;
}

// Parts of the page that the server made, from escaped words.
function showRemarks(html) {
  const place = document.querySelector("[data-remarks]");
  if (html === undefined || place.contains(document.activeElement)) return; // a reason is being typed
  place.innerHTML = html;
}

function showPreviews(limits) {
  for (const section of previews.querySelectorAll("[data-channel]")) {
    const part = limits[section.dataset.channel];
    section.hidden = part === undefined;
    if (part === undefined) continue;
    section.querySelector("[data-limits]").innerHTML = part;
    const frame = section.querySelector("iframe");
    const address = `${frame.dataset.src}?copy=${turn}`;
    // Replaced, not visited: the browser's way back leads out of the page, not through a hundred previews.
    if (frame.src) frame.contentWindow.location.replace(address);
    else frame.src = address;
  }
}

// From a finding to its words
document.querySelector("[data-remarks]").addEventListener("click", (event) => {
  const link = event.target.closest("[data-goto]");
  const field = link && document.getElementById(link.dataset.goto);
  if (!field) return;
  event.preventDefault();
  for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  if (field.matches("details")) field.open = true;
  field.scrollIntoView({ block: "center" });
  if (!field.setSelectionRange) { (field.querySelector("input, button, summary") || field).focus(); return; }
  field.focus();
  const at = field.value.indexOf(link.dataset.excerpt);
  if (link.dataset.excerpt && at >= 0) field.setSelectionRange(at, at + link.dataset.excerpt.length);
});

if (editor) {
  editor.addEventListener("input", () => {
    if (editor.dataset.autosave) { clearTimeout(saving); saving = setTimeout(save, IDLE); }
    clearTimeout(looking);
    looking = setTimeout(look, LOOK);
  });
  editor.addEventListener("change", (event) => {
    if (!event.target.matches("[data-upload]") || !event.target.files.length) return;
    editor.requestSubmit(document.querySelector("[data-upload-button]")); // choosing a file takes it in
  });
  editor.addEventListener("submit", () => {
    clearTimeout(saving);
    clearTimeout(looking);
    clearTimeout(pulse);
    stopped = true;
  });
  previews.addEventListener("toggle", () => { if (previews.open) look(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  look();
}
