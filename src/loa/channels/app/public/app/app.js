// The app's own pages: installing, notices, settings, what is kept, and sending later.
"use strict";
(async () => {
  const { ready, stored, node, show, standalone: installed } = window.loa;
  const $ = (selector, root = document) => root.querySelector(selector);
  const load = (src) => new Promise((resolve, reject) => {
    document.head.append(Object.assign(document.createElement("script"), { src, onload: resolve, onerror: reject }));
  });
  await load("/app/outbox.js");
  await load("/app/subscription.js");
  const registration = await ready;
  const post = (url, body, method = "POST") => fetch(url, {
    method, headers: { "content-type": "application/json" }, body: JSON.stringify(body), credentials: "same-origin",
  });

  // A device has a random name that says nothing else; an invitation or personal link ties it to its person.
  const device = stored("device") || crypto.randomUUID();
  stored("device", device);
  const invitation = new URLSearchParams(location.search).get("invite");
  if (invitation) { stored("invite", invitation); history.replaceState(null, "", location.pathname); }
  const proof = () => (stored("invite") ? { token: stored("invite") } : {});

  // Installed from a relative's invitation: their office counts one device, once; then the invitation is forgotten.
  const relative = new URLSearchParams(location.search).get("family");
  const family = relative && stored("family") !== "told" ? { family: relative } : {};
  if (installed) {
    show($("[data-installed]"));
    post("/app/installations", { device, ...proof(), ...family }).then((answer) => {
      if (relative && answer.ok) { stored("family", "told"); history.replaceState(null, "", location.pathname); }
    }).catch(() => {});
  }

  // Notices: looked after at every start (W7); asked for by a tap, never at page load (I2).
  const section = $("[data-push]"), able = registration && "PushManager" in window && "Notification" in window;
  const manager = able && registration.pushManager;
  const mine = () => ({ device, ...proof() });
  const healthy = able ? subscription.renew(manager, mine()).catch(() => null) : null;
  if (section && able) {
    show(section);
    const form = $("[data-push-form]"), off = $("[data-push-off]"), state = $("[data-push-state]");
    const say = (what) => { state.textContent = state.dataset[what]; off.hidden = what !== "on"; };
    healthy.then((answer) => { if (answer) say(answer.ok ? "on" : "off"); });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        if ((await Notification.requestPermission()) !== "granted") return say("denied");
        const answer = await subscription.start(manager, { ...mine(), consent: $("[data-consent]").textContent.trim() });
        say(answer.ok ? "on" : "failed");
      } catch { say("failed"); }
    });
    off.addEventListener("click", async () => { await subscription.stop(manager); say("off"); });
  }

  const settings = $("[data-settings]"), saver = $("[data-saver]");
  show(settings);
  if (saver) {
    saver.checked = Boolean(await outbox.get("saver"));
    saver.addEventListener("change", async () => {
      await outbox.set("saver", saver.checked);
      if (registration && registration.active) registration.active.postMessage("keep");
    });
  }

  // The offline page lists what can be read.
  const kept = $("[data-kept]");
  if (kept) {
    for (const request of await (await caches.open("pages-1")).keys()) {
      const path = new URL(request.url).pathname;
      if (!/^\/b\/[^/]+$/.test(path)) continue;
      const html = await (await caches.match(path)).text();
      const title = new DOMParser().parseFromString(html, "text/html").querySelector("h1");
      const item = node("li", "");
      item.append(node("a", title ? title.textContent : path, { href: path }));
      kept.append(item);
    }
  }

  // A question asked without a network goes out later.
  const form = $("form[data-check]"), results = $("[data-results]");
  if (form) form.addEventListener("submit", async (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    await outbox.add({ kind: "rumour", text: form.claim.value });
    if (registration && registration.sync) await registration.sync.register("outbox").catch(() => {});
    results.replaceChildren(node("p", "Câu hỏi được lưu trên máy và sẽ được gửi ngay khi có mạng."));
    form.reset();
  });
  addEventListener("online", () => outbox.flush().catch(() => {}));
  if (navigator.onLine) outbox.flush().catch(() => {});
})();
