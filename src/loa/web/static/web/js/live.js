// Live delivery: the server sends the table whenever a figure changes. Without this script the page is loaded again.
"use strict";

const table = document.querySelector("[data-events]");
if (table) {
  const source = new EventSource(table.dataset.events);
  source.addEventListener("progress", (event) => {
    if (table.querySelector("details[open]")) return; // somebody is about to act: do not pull the button away
    table.innerHTML = event.data;
  });
  source.addEventListener("end", () => source.close());
}
