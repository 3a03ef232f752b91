// A part that fetches itself (hx-trigger="load" or "intersect once") and can't be had is asked for
// again, ever more rarely, for as long as it stands there and somebody looks. Nobody would press a
// button for it. Only the first failure is told.

const LONGEST = 60; // seconds
const TRIES = 5; // where the server fails over this very part
const AWAY = [0, 429, 502, 503, 504];
const failures = new WeakMap();

document.addEventListener("htmx:afterRequest", ({ detail: { target, xhr, requestConfig } }) => {
  const part = requestConfig.elt;
  if (part !== target || !/^(load|intersect once)/.test(part.getAttribute("hx-trigger"))) return;
  const times = (failures.get(part) || 0) + 1;
  if (!AWAY.includes(xhr.status) && (xhr.status < 500 || times > TRIES)) return;
  failures.set(part, times);
  part.dataset.quiet = "";
  const asked = Number(xhr.status && xhr.getResponseHeader("Retry-After")) || 0;
  const seconds = Math.min(Math.max(asked, 2 ** (times - 1)), LONGEST);
  setTimeout(() => whenLookedAt(() => fetchAgain(part, requestConfig.path)), seconds * 1000);
});

function whenLookedAt(act) {
  if (!document.hidden) act();
  else document.addEventListener("visibilitychange", () => whenLookedAt(act), { once: true });
}

function fetchAgain(part, path) {
  if (part.isConnected) htmx.ajax("GET", path, { source: part }).catch(() => undefined);
}
