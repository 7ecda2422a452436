// This device's push subscription: made, looked after, and told to the server. Shared by the page and the worker (W7).
"use strict";
const subscription = (() => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const made = (current, key) => {
    const used = current.options && current.options.applicationServerKey;
    return !used || String(new Uint8Array(used)) === String(bytes(key));
  };
  const subscribe = (manager, key) => manager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  const serverKey = async () => (await (await fetch("/app/vapid-key")).json()).key;
  const send = (body, method) => fetch("/app/subscriptions", {
    method, headers: { "content-type": "application/json" }, body: JSON.stringify(body), credentials: "same-origin",
  });

  // The endpoint that the server knows is remembered here: a browser that changes it does not always say what it was.
  async function tell(current, more, old) {
    const known = old || (await outbox.get("endpoint"));
    const replaces = known && known !== current.endpoint ? known : "";
    const answer = await send({ ...current.toJSON(), ...more, replaces }, "POST");
    if (answer.ok) await outbox.set("endpoint", current.endpoint);
    return answer;
  }

  async function start(manager, more) {
    return tell(await subscribe(manager, await serverKey()), more);
  }

  // Where notices were turned on there must be a subscription, for the server's key, that the server knows. One that
  // the browser lost or that was made for another key is made anew; null: notices were never turned on here.
  async function renew(manager, more = {}, event = {}) {
    let current = event.newSubscription || await manager.getSubscription();
    const old = event.oldSubscription && event.oldSubscription.endpoint;
    if (!current && !old && !(await outbox.get("endpoint"))) return null;
    const key = await serverKey();
    if (current && !made(current, key)) { await current.unsubscribe(); current = null; }
    return tell(current || await subscribe(manager, key), more, old);
  }

  async function stop(manager) {
    const current = await manager.getSubscription();
    await outbox.set("endpoint", "");
    if (!current) return;
    await send({ endpoint: current.endpoint }, "DELETE").catch(() => {});
    await current.unsubscribe();
  }
  return { start, renew, stop };
})();
