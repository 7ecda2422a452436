// A toolbar for Markdown: one stop of Tab, arrows inside it (WAI-ARIA toolbar pattern), and Ctrl+B, Ctrl+I, Ctrl+K.
"use strict";

const MARKS = {
  bold: (text) => `**${text || "…"}**`,
  italic: (text) => `*${text || "…"}*`,
  link: (text) => `[${text || "…"}](https://)`,
  heading: (text) => lines(text, () => "## "),
  list: (text) => lines(text, () => "- "),
  numbers: (text) => lines(text, (index) => `${index + 1}. `),
  quote: (text) => lines(text, () => "> "),
  table: (text) => `| ${text || "…"} | … |\n|---|---|\n| … | … |`,
};
const KEYS = { b: "bold", i: "italic", k: "link" };
const OWN_LINES = new Set(["heading", "list", "numbers", "quote", "table"]);

function lines(text, prefix) {
  return (text || "…").split("\n").map((line, index) => prefix(index) + line).join("\n");
}

// Through the browser's own editing, so that Ctrl+Z takes it back; by hand where that is gone.
function put(area, text) {
  area.focus();
  const start = area.selectionStart;
  if (!document.execCommand("insertText", false, text)) area.setRangeText(text, start, area.selectionEnd, "end");
  area.setSelectionRange(start, start + text.length);
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function mark(area, kind) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  let text = MARKS[kind](value.slice(start, end));
  if (OWN_LINES.has(kind) && start > 0 && value[start - 1] !== "\n") text = `\n${text}`;
  put(area, text);
}

for (const toolbar of document.querySelectorAll("[data-toolbar]")) {
  const area = document.getElementById(toolbar.dataset.toolbar);
  const buttons = [...toolbar.querySelectorAll("button")];
  toolbar.hidden = false;
  buttons.forEach((button, index) => { button.tabIndex = index ? -1 : 0; });
  toolbar.addEventListener("click", (event) => {
    const kind = event.target.closest("[data-md]")?.dataset.md;
    if (kind) mark(area, kind);
  });
  toolbar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }[event.key];
    if (!step) return;
    event.preventDefault();
    const here = buttons.indexOf(document.activeElement);
    const next = Number.isFinite(step) ? (here + step + buttons.length) % buttons.length : step < 0 ? 0 : buttons.length - 1;
    buttons.forEach((button, index) => { button.tabIndex = index === next ? 0 : -1; });
    buttons[next].focus();
  });
  area.addEventListener("keydown", (event) => {
    const kind = (event.ctrlKey || event.metaKey) && !event.altKey && KEYS[event.key.toLowerCase()];
    if (!kind) return;
    event.preventDefault();
    mark(area, kind);
  });
}

// "Put the picture into the text": a line of its own where the cursor stood last.
let last = document.getElementById("id_vi_body");
for (const area of document.querySelectorAll("textarea.body")) area.addEventListener("focus", () => { last = area; });
for (const button of document.querySelectorAll("[data-insert]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const before = last.value.slice(0, last.selectionStart);
    put(last, `${before && !before.endsWith("\n") ? "\n\n" : ""}${button.dataset.insert}\n\n`);
  });
}
