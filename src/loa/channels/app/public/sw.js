// The app's worker: offline-first reading, notices, and sending later what was done without a network.
"use strict";
importScripts("/app/outbox.js", "/app/subscription.js");

const SHELL = "shell-1", PAGES = "pages-1", PICTURES = "pictures-1";
const STANDING = ["/", "/offline", "/check", "/verify", "/rumours", "/bulletins", "/channels", "/app/install",
  "/manifest.webmanifest", "/icons/loa.svg", "/icons/loa-192.png", "/app/app.js", "/app/outbox.js", "/app/subscription.js"];
const PATIENCE = 3000; // milliseconds before the kept page is shown (I6)
const KEPT = 10, KEPT_SAVING = 3;
const PICTURE = /\/files\/[0-9a-f]{64}\/([\w-]+)-(\d+)\.webp/g; // each picture's key and width, in every width it has
const PRIVATE = /^\/(api|desk|board|directives|me|mail-check|sign-in|hooks|metrics|healthz|readyz|u|o)(\/|$)|^\/app\/(?!install|.*\.js$)/;
const MINE = /^\/me\/([^/]+)\/acknowledge$/;
const ACKNOWLEDGE = /^\/a\/([^/]+)\/([^/]+)$/;

self.addEventListener("install", (event) => event.waitUntil(keepShell().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (![SHELL, PAGES, PICTURES].includes(name)) await caches.delete(name);
  await self.clients.claim();
  await keepBulletins();
})()));

async function keepShell() {
  const cache = await caches.open(SHELL);
  await Promise.allSettled(STANDING.map((path) => cache.add(new Request(path, { cache: "no-cache" }))));
  await keepAssets(await cache.match("/"));
}

// Pages name their styles and scripts by hash: keep exactly those.
async function keepAssets(page) {
  if (!page) return;
  const cache = await caches.open(SHELL);
  const wanted = [...new Set((await page.clone().text()).match(/\/assets\/[\w.-]+/g) || [])];
  for (const path of wanted) if (!(await cache.match(path))) await cache.add(path).catch(() => {});
  for (const kept of await cache.keys()) {
    const path = new URL(kept.url).pathname;
    if (path.startsWith("/assets/") && !wanted.includes(path)) await cache.delete(kept);
  }
}

// Who saves data keeps fewer bulletins and no pictures; a phone that is told to save data says so itself.
const saving = async () => Boolean(navigator.connection && navigator.connection.saveData) || Boolean(await outbox.get("saver"));

// The newest bulletins can be read without a network, with their pictures, also by who never opened them.
async function keepBulletins() {
  const saver = await saving();
  const answer = await fetch("/feeds/all.json").catch(() => null);
  if (!answer || !answer.ok) return;
  const cache = await caches.open(PAGES);
  const pages = (await answer.json()).items.slice(0, saver ? KEPT_SAVING : KEPT).map((item) => new URL(item.url).pathname);
  await Promise.allSettled(pages.map((path) => cache.add(path)));
  await drop(cache, (path) => path.startsWith("/b/") && !pages.includes(path));
  await keepPictures(saver ? [] : await Promise.all(pages.map((path) => cache.match(path))));
}

async function drop(cache, unwanted) {
  for (const kept of await cache.keys()) if (unwanted(new URL(kept.url).pathname)) await cache.delete(kept);
}

// The narrowest form of each picture: a few kilobytes, enough for a phone, shown where another width is not to be had.
async function keepPictures(pages) {
  const narrowest = new Map();
  for (const page of pages) {
    for (const [path, key, width] of page ? (await page.text()).matchAll(PICTURE) : []) {
      const known = narrowest.get(key);
      if (!known || Number(width) < known.width) narrowest.set(key, { path, width: Number(width) });
    }
  }
  const wanted = [...narrowest.values()].map(({ path }) => path);
  const cache = await caches.open(PICTURES);
  await drop(cache, (path) => !wanted.includes(path));
  for (const path of wanted) if (!(await cache.match(path))) await cache.add(path).catch(() => {});
}

async function picture(request, url) {
  const cache = await caches.open(PICTURES);
  const exact = await cache.match(request);
  if (exact) return exact;
  return fetch(request).catch(async () => {
    const key = /\/([\w-]+)-\d+\.\w+$/.exec(url.pathname);
    for (const kept of key ? await cache.keys() : []) if (kept.url.includes(`/${key[1]}-`)) return cache.match(kept);
    return Response.error();
  });
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== location.origin) return;
  const personal = ACKNOWLEDGE.exec(url.pathname);
  if (personal && event.request.method === "POST") event.respondWith(acknowledge(event.request, personal));
  else if (personal && event.request.mode === "navigate") event.respondWith(personalPage(event.request, personal));
  else if (MINE.test(url.pathname) && event.request.method === "POST") event.respondWith(acknowledgeMine(event.request, url));
  else if (url.pathname === "/check" && event.request.method === "POST") event.respondWith(ask(event.request));
  else if (event.request.method === "GET" && !PRIVATE.test(url.pathname)) event.respondWith(read(event.request, url));
});

async function read(request, url) {
  if (url.pathname.startsWith("/assets/")) return (await caches.match(request)) || fetch(request);
  if (url.pathname.startsWith("/files/")) return picture(request, url);
  const kept = await caches.match(request, { ignoreSearch: true });
  const fresh = fetch(request).then((answer) => { keep(request, answer.clone()); return answer; });
  if (!kept) return fresh.catch(() => (request.mode === "navigate" ? caches.match("/offline") : Response.error()));
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE, kept));
  return Promise.race([fresh.catch(() => kept), patience]);
}

async function keep(request, answer) {
  if (!answer.ok || answer.redirected) return;
  const url = new URL(request.url), path = url.pathname;
  if (path === "/") keepAssets(answer.clone());
  if (STANDING.includes(path)) await (await caches.open(SHELL)).put(path, answer);
  else if (path.startsWith("/b/") || path.startsWith("/search/")) await (await caches.open(PAGES)).put(path, answer);
}

// Acknowledging: at once if there is a network, else as soon as there is one. Never twice: the server keeps it once.
async function acknowledge(request, [, code, token]) {
  try {
    const answer = await fetch(request);
    if (answer.ok) await outbox.read(code);
    return answer;
  } catch {
    await later({ kind: "acknowledgement", code, token });
    await outbox.read(code);
    return words("Đã ghi nhận", "Xác nhận của bạn được lưu trên máy và sẽ được gửi ngay khi có mạng.", code);
  }
}

// On the staff home; the answer leads back there.
async function acknowledgeMine(request, url) {
  const answer = await fetch(request);
  if (answer.ok || answer.type === "opaqueredirect") await outbox.read(MINE.exec(url.pathname)[1]);
  return answer;
}

// A question sent into a network that only seems to be there.
async function ask(request) {
  const form = request.clone().formData();
  try {
    return await fetch(request);
  } catch {
    await later({ kind: "rumour", text: String((await form).get("claim") || "").slice(0, 2000) });
    return words("Đã ghi nhận", "Câu hỏi được lưu trên máy và sẽ được gửi ngay khi có mạng.");
  }
}

async function personalPage(request, [, code]) {
  return fetch(request).catch(() => words("Không có mạng", "Bạn vẫn có thể đọc bản tin và xác nhận. Xác nhận sẽ được gửi khi có mạng.", code, true));
}

async function words(title, sentence, code, button = false) {
  const shell = await caches.match("/offline");
  const html = shell ? await shell.text() : "<main id=main></main>";
  const form = button ? '<form method="post"><button class="main">Tôi đã đọc và nắm rõ</button></form>' : "";
  const back = code ? `<a href="/b/${encodeURIComponent(code)}">Đọc bản tin</a>` : '<a href="/">Về trang đầu</a>';
  const main = `<main id="main"><div class="wrap"><h1>${title}</h1><p class="lede" role="status">${sentence}</p>${form}<p>${back}</p></div></main>`;
  return new Response(html.replace(/<main[\s\S]*<\/main>/, main), { headers: { "content-type": "text/html; charset=utf-8" } });
}

async function later(item) {
  await outbox.add(item);
  if (self.registration.sync) await self.registration.sync.register("outbox").catch(() => {});
}
self.addEventListener("sync", (event) => { if (event.tag === "outbox") event.waitUntil(outbox.flush()); });
self.addEventListener("message", (event) => {
  if (event.data === "flush") event.waitUntil(outbox.flush().catch(() => {}));
  if (event.data === "keep") event.waitUntil(keepBulletins());
});

// Every push shows something (I3); the payload is that of Declarative Web Push (I4), so one shape serves all browsers.
self.addEventListener("push", (event) => event.waitUntil(receive(event.data)));
async function receive(data) {
  let notice = {};
  try { notice = data.json().notification || {}; } catch { /* an unreadable push still shows that there is news */ }
  const facts = notice.data || {};
  await self.registration.showNotification(notice.title || "Có bản tin mới", {
    body: notice.body, lang: notice.lang || "vi", dir: notice.dir, tag: notice.tag || "loa",
    renotify: Boolean(notice.renotify && notice.tag), requireInteraction: Boolean(notice.requireInteraction),
    timestamp: notice.timestamp, silent: notice.silent, icon: "/icons/loa-192.png", badge: "/icons/loa-192.png",
    data: { ...facts, navigate: notice.navigate || "/" },
    actions: [{ action: "read", title: "Đã đọc" }, { action: "share", title: "Chia sẻ" }],
  });
  if (facts.code) await outbox.arrived(facts.code, notice.tag || facts.code).catch(() => {});
  await Promise.allSettled([beacon(facts, "delivered"), keepBulletins()]);
}

// "Delivered" and "opened" are hints for the sender, never acknowledgements (N3).
async function beacon(facts, kind) {
  if (!facts.code || !facts.token) return;
  await fetch(`/o/${facts.code}/${facts.token}`, {
    method: "POST", keepalive: true, headers: { "content-type": "application/json" }, body: JSON.stringify({ kind }),
  }).catch(() => {});
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(act(event.action, event.notification.data || {}));
});
async function act(action, facts) {
  await beacon(facts, "opened");
  const page = facts.page ? new URL(facts.page).pathname : "/";
  if (action === "read" && facts.token) {
    await later({ kind: "acknowledgement", code: facts.code, token: facts.token });
    await outbox.read(facts.code);
    return outbox.flush().catch(() => {});
  }
  const target = action === "share" ? page + "?share" : new URL(facts.navigate || page, location.origin);
  return show(new URL(target, location.origin));
}
async function show(url) {
  if (url.origin !== location.origin) url = new URL("/", location.origin);
  const open = await self.clients.matchAll({ type: "window" });
  for (const client of open) if (new URL(client.url).pathname === url.pathname) return client.focus();
  return self.clients.openWindow(url.href);
}

// A browser may change the subscription by itself: tell the server which one it follows (W7).
self.addEventListener("pushsubscriptionchange", (event) => {
  event.waitUntil(subscription.renew(self.registration.pushManager, {}, event));
});
