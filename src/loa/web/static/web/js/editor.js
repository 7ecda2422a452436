// The writing page: a Markdown toolbar and saving by itself. Without this script the page works by its buttons.
"use strict";

const MARKS = {
  bold: (text) => `**${text || "…"}**`,
  link: (text) => `[${text || "…"}](https://)`,
  heading: (text) => lines(text, () => "## "),
  list: (text) => lines(text, () => "- "),
  numbers: (text) => lines(text, (index) => `${index + 1}. `),
  quote: (text) => lines(text, () => "> "),
};

function lines(text, prefix) {
  return (text || "…").split("\n").map((line, index) => prefix(index) + line).join("\n");
}

for (const toolbar of document.querySelectorAll("[data-toolbar]")) {
  const area = document.getElementById(toolbar.dataset.toolbar);
  toolbar.hidden = false;
  toolbar.addEventListener("click", (event) => {
    const mark = event.target.closest("[data-md]")?.dataset.md;
    if (!mark) return;
    const { selectionStart: start, selectionEnd: end, value } = area;
    area.setRangeText(MARKS[mark](value.slice(start, end)), start, end, "select");
    area.focus();
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

const editor = document.getElementById("editor");
const IDLE = 4000; // milliseconds without a key before the text is saved

if (editor?.dataset.autosave) {
  let timer = 0;
  let stopped = false;
  const status = document.querySelector("[data-saved]");

  const save = async () => {
    if (stopped) return;
    let response;
    try {
      response = await fetch(editor.dataset.autosave, { method: "POST", body: new FormData(editor) });
    } catch {
      timer = setTimeout(save, 4 * IDLE); // no network: the text stays in the page, and is tried again
      return;
    }
    const answer = response.headers.get("Content-Type")?.includes("json") ? await response.json() : {};
    if (answer.saved) {
      editor.elements.expected.value = answer.revision;
      showWarnings(answer.warnings);
    }
    if (answer.text) status.textContent = answer.text;
    if (response.status === 409) {
      stopped = true; // somebody else saved: from here on only a person decides
      const note = document.querySelector("[data-conflict]");
      note.querySelector("[data-conflict-text]").textContent = answer.text;
      note.hidden = false;
      note.scrollIntoView({ block: "center" });
    }
  };

  editor.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, IDLE);
  });
  editor.addEventListener("submit", () => {
    clearTimeout(timer);
    stopped = true;
  });
}

function showWarnings(warnings) {
  const list = document.querySelector("[data-warnings]");
  list.replaceChildren(...warnings.map((warning) => Object.assign(document.createElement("li"), { textContent: warning })));
  document.querySelector("[data-no-warnings]").hidden = warnings.length > 0;
}
