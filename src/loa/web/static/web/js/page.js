// Every page: the focus goes to what went wrong, lengths are counted while typing, codes are copied, texts shared.
"use strict";

document.querySelector("[data-focus]")?.focus();

for (const counter of document.querySelectorAll("[data-count-for]")) {
  const field = document.getElementById(counter.dataset.countFor);
  const limit = Number(field.dataset.limit);
  const show = () => {
    const length = [...field.value].length;
    counter.textContent = `${length.toLocaleString(document.documentElement.lang)} / ${limit.toLocaleString(document.documentElement.lang)}`;
    counter.classList.toggle("over", length > limit);
  };
  field.addEventListener("input", show);
  show();
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.done;
  });
}

for (const button of document.querySelectorAll("[data-share]")) {
  button.hidden = !navigator.share;
  button.addEventListener("click", async () => {
    try {
      await navigator.share({ title: button.dataset.title, url: button.dataset.share });
    } catch (error) {
      if (error.name !== "AbortError") throw error;
      return;
    }
    button.form?.requestSubmit(button.form.querySelector("[type=submit]")); // passing a bulletin on is noted
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
