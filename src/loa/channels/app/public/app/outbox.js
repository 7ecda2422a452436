// What was done without a network, kept until it arrives. Shared by the page and the service worker.
"use strict";
const outbox = (() => {
  const open = () => new Promise((resolve, reject) => {
    const asked = indexedDB.open("loa", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("outbox", { keyPath: "id" });
      asked.result.createObjectStore("facts");
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const run = async (store, mode, act) => {
    const database = await open();
    try {
      return await new Promise((resolve, reject) => {
        const transaction = database.transaction(store, mode);
        const asked = act(transaction.objectStore(store));
        transaction.oncomplete = () => resolve(asked && asked.result);
        transaction.onerror = transaction.onabort = () => reject(transaction.error);
      });
    } finally { database.close(); }
  };
  const get = (name) => run("facts", "readonly", (store) => store.get(name));
  const set = (name, value) => run("facts", "readwrite", (store) => store.put(value, name));
  const all = () => run("outbox", "readonly", (store) => store.getAll());
  const add = (item) => run("outbox", "readwrite", (store) => store.put({ id: crypto.randomUUID(), at: Date.now(), ...item }));
  const remove = (ids) => run("outbox", "readwrite", (store) => { ids.forEach((id) => store.delete(id)); });

  // Sends everything that waits; what the server took is forgotten, the rest stays. An id makes repeats harmless.
  async function flush() {
    const waiting = await all();
    if (!waiting.length) return;
    const body = { acknowledgements: [], rumours: [] };
    for (const item of waiting.slice(0, 50)) {
      if (item.kind === "acknowledgement") body.acknowledgements.push({ id: item.id, code: item.code, token: item.token });
      else body.rumours.push({ id: item.id, text: item.text });
    }
    const answer = await fetch("/app/sync", {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body), credentials: "same-origin",
    });
    if (!answer.ok) throw new Error("sync " + answer.status);
    await remove((await answer.json()).done);
    if (waiting.length > 50) await flush();
  }

  // The badge counts bulletins that were not acknowledged yet (I5): code → the line it belongs to, for a correction
  // takes the place of what it corrects.
  async function unread(change) {
    const codes = new Map(((await get("unread")) || []).filter(Array.isArray));
    change(codes);
    await set("unread", [...codes]);
    const self = globalThis.navigator;
    if (codes.size && self.setAppBadge) await self.setAppBadge(codes.size).catch(() => {});
    if (!codes.size && self.clearAppBadge) await self.clearAppBadge().catch(() => {});
  }
  const arrived = (code, line) => unread((codes) => {
    for (const [known, its] of codes) if (its === line) codes.delete(known);
    codes.set(code, line);
  });
  const read = (code) => unread((codes) => codes.delete(code));
  return { get, set, all, add, flush, arrived, read };
})();
