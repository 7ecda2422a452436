// Live delivery: the server sends the table whenever a figure changes. Without this script the page is loaded again.
"use strict";

const table = document.querySelector("[data-events]");
if (table) {
  const source = new EventSource(table.dataset.events);
  source.addEventListener("progress", (event) => {
    const held = document.activeElement?.getAttribute("formaction");
    table.innerHTML = event.data;
    if (held) table.querySelector(`[formaction="${held}"]`)?.focus(); // the keyboard stays where it was
  });
  source.addEventListener("end", () => source.close());
}
