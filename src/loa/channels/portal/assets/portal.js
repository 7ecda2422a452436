// Everything here is an addition: each page can be read, and each form sent, without it.
"use strict";
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const stored = (key, value) => {
    try { if (value === undefined) return localStorage.getItem(key); localStorage.setItem(key, value); } catch { return null; }
  };
  const show = (element) => { if (element) element.hidden = false; };
  const vi = document.documentElement.lang === "vi";

  // Text size, as the reader set it in the app.
  const size = stored("size");
  if (size) document.documentElement.dataset.size = size;
  all("[data-size]").filter((e) => e.tagName === "BUTTON").forEach((button) => button.addEventListener("click", () => {
    stored("size", button.dataset.size);
    document.documentElement.dataset.size = button.dataset.size;
  }));

  // Never show an expired bulletin as current (I6): files do not know the hour, the reader's clock does.
  all("[data-until]").forEach((element) => {
    if (new Date(element.dataset.until) > new Date()) return;
    if (element.tagName === "ARTICLE") show($("[data-expired]", element));
    else element.classList.add("old");
    const tag = $(".tag.red, .tag.jade", element);
    if (tag && element.tagName !== "ARTICLE") tag.classList.add("off");
  });

  // Share, print, read aloud.
  const bind = (selector, possible, act) => {
    const button = $(selector);
    if (button && possible) { show(button); button.addEventListener("click", () => act(button)); }
  };
  bind("[data-share]", navigator.share || navigator.clipboard, async (button) => {
    const url = location.origin + location.pathname;
    if (navigator.share) return navigator.share({ title: document.title, url }).catch(() => {});
    await navigator.clipboard.writeText(url);
    button.textContent = button.dataset.done;
  });
  // A notice's "share" leads to the button: only a tap may open the phone's own sheet.
  if (new URLSearchParams(location.search).has("share")) {
    const button = $("[data-share]");
    if (button) { button.scrollIntoView({ block: "center" }); button.focus(); }
  }
  bind("[data-print]", window.print, () => window.print());
  // What no longer holds is heard first. A point inside a number (1.014) ends no sentence.
  bind("[data-listen]", "speechSynthesis" in window, (button) => {
    const say = (state) => { button.textContent = button.dataset[state]; };
    if (speechSynthesis.speaking) { speechSynthesis.cancel(); return say("start"); }
    const read = all(".state, h1, .verdict p, .lede, .body > *", $("article")).filter((e) => !e.hidden);
    const parts = read.map((e) => e.innerText).join(". ").match(/\S[^]*?(?:[.!?…]+(?=\s)|$)/g) || [];
    parts.forEach((part, number) => {
      const said = new SpeechSynthesisUtterance(part);
      said.lang = vi ? "vi-VN" : document.documentElement.lang;
      if (number === parts.length - 1) said.onend = said.onerror = () => say("start");
      speechSynthesis.speak(said);
    });
    say("stop");
  });
  addEventListener("pagehide", () => window.speechSynthesis && speechSynthesis.cancel());

  // The browser may offer to install before anything else is loaded, and its offer can be taken up once.
  const install = $("[data-install]");
  if (install) {
    addEventListener("beforeinstallprompt", (event) => {
      event.preventDefault();
      show(install);
      install.onclick = () => { install.hidden = true; event.prompt(); };
    });
    addEventListener("appinstalled", () => { install.hidden = true; });
  }

  // Search in static segments, newest first, with or without diacritics.
  const fold = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d");
  const node = (tag, text, props = {}) => Object.assign(document.createElement(tag), { textContent: text, ...props });
  const line = ([code, at, standing, title, summary, claim]) => {
    const item = node("li", "");
    const mark = { corrected: "Đã đính chính", recalled: "Đã thu hồi" }[standing];
    const day = new Date(at).toLocaleDateString("vi-VN", { timeZone: "Asia/Ho_Chi_Minh" });
    const meta = node("p", (mark ? mark + " · " : "") + day, { className: "meta" });
    const head = node("h2", "");
    head.append(node("a", claim ? `“${claim}”` : title, { href: "/b/" + code }));
    item.append(meta, head, node("p", claim ? title : summary));
    return item;
  };
  const score = (row, words) => {
    const [shown, rest] = [fold(`${row[3]} ${row[4]} ${row[5]}`), row[6]];
    let sum = 0;
    for (const word of words) {
      const hit = shown.includes(word) ? 2 : rest.includes(word) ? 1 : 0;
      if (!hit) return 0;
      sum += hit;
    }
    return sum;
  };
  const json = async (url) => { const answer = await fetch(url); if (!answer.ok) throw new Error(url); return answer.json(); };
  async function* matches(words) {
    const { segments } = await json("/search/index.json");
    for (let number = segments; number > 0; number--) {
      const rows = await json(`/search/${number}.json`);
      yield rows.map((row) => [score(row, words), row]).filter(([points]) => points).sort((a, b) => b[0] - a[0]).map(([, row]) => row);
    }
  }
  async function search(query, target) {
    const words = fold(query).match(/[\p{L}\p{N}]+/gu) || [];
    if (!words.length) return;
    const list = node("ul", "", { className: "list" });
    target.replaceChildren(list);
    let found = 0;
    for await (const rows of matches(words)) {
      rows.forEach((row) => list.append(line(row)));
      found += rows.length;
      if (found >= 20) break;
    }
    if (!found) target.replaceChildren(node("p", target.dataset.none || ""));
  }
  const results = $("[data-results]");
  const searching = $("form[data-search]");
  if (searching && results) {
    const query = new URLSearchParams(location.search).get("q") || "";
    searching.q.value = query;
    search(query, results);
    searching.addEventListener("submit", (event) => {
      event.preventDefault();
      history.replaceState(null, "", "/search?q=" + encodeURIComponent(searching.q.value));
      search(searching.q.value, results);
    });
  }

  // A code leads to its page without asking the server.
  const finding = $("form[data-find]");
  if (finding) {
    const asked = new URLSearchParams(location.search).get("code");
    if (asked) finding.code.value = asked;
    finding.addEventListener("submit", (event) => {
      event.preventDefault();
      const typed = finding.code.value.toUpperCase().replace(/[^0-9A-Z]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
      location.href = "/b/" + (typed.length === 8 ? typed.slice(0, 4) + "-" + typed.slice(4) : encodeURIComponent(typed || "-"));
    });
  }

  // The app: worker, installing, notices.
  if (!("serviceWorker" in navigator)) return;
  const ready = navigator.serviceWorker.register("/sw.js").then(() => navigator.serviceWorker.ready).catch(() => null);
  const standalone = matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;
  if (standalone || $("[data-install], [data-push], [data-settings], [data-kept], form[data-check]")) {
    const script = document.createElement("script");
    script.src = "/app/app.js";
    script.defer = true;
    document.head.append(script);
  }
  window.loa = { ready, stored, node, show, standalone };
})();
