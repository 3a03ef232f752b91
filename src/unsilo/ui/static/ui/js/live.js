// Live events: one stream for all tabs of this browser, handed on as `unsilo:event` on document.
//
// A browser allows few connections to one server, so tabs share: the one that holds the lock
// reads the stream and passes every event on. When it closes or sleeps, another takes over
// from the last event it has seen; where there are no locks (no https), each tab reads for itself.

const body = document.body;
const words = JSON.parse(body.dataset.words);
const url = body.dataset.liveUrl;
const notice = document.getElementById("offline");
const SLEEP = 5 * 60_000; // a tab hidden this long lets go
const QUIET = 6_000; // a gap this short is not worth a word
const LONGEST = 30_000;
const REMEMBER = 1_000;

let cursor = Number(body.dataset.liveCursor) || 0;
const seen = new Set(); // ids; a transaction may commit after a later one, so order proves nothing
const tabs = new BroadcastChannel("unsilo-live");

let reader; // AbortController of this tab's turn, waiting or reading
let source; // the EventSource while this tab reads
let sleeping;
let complaining;
let navTimer;

function take(event) {
  if (seen.has(event.id)) return false;
  seen.add(event.id);
  if (seen.size > REMEMBER) seen.delete(seen.values().next().value);
  cursor = Math.max(cursor, event.id);
  document.dispatchEvent(new CustomEvent("unsilo:event", { detail: event }));
  refreshNavigation();
  return true;
}

function resync() {
  document.dispatchEvent(new CustomEvent("unsilo:resync"));
  refreshNavigation();
}

// Spread over some seconds, so that many browsers do not ask for their counts in one moment.
function refreshNavigation() {
  if (navTimer || document.hidden) return;
  navTimer = setTimeout(() => {
    navTimer = undefined;
    if (!document.querySelector("#nav :popover-open")) htmx.trigger(body, "nav-changed");
  }, 1_000 + Math.random() * 3_000);
}

function connection(up) {
  clearTimeout(complaining);
  if (up) notice.hidden = true;
  else complaining = setTimeout(() => (notice.hidden = false), QUIET);
}

function tell(message) {
  tabs.postMessage(message);
}

tabs.addEventListener("message", ({ data }) => {
  if (data.kind === "event") take(data.event);
  else if (data.kind === "resync") resync();
  else if (data.kind === "connection") connection(data.up);
  else if (data.kind === "hello" && source && data.cursor < cursor) read(data.cursor);
});

// Reads from the given event on; what a tab has seen already it drops itself.
let failures = 0;
let retry;
function read(from = cursor) {
  clearTimeout(retry);
  source?.close();
  source = new EventSource(`${url}?${new URLSearchParams({ cursor: from })}`);
  source.addEventListener("open", () => {
    failures = 0;
    connection(true);
    tell({ kind: "connection", up: true });
  });
  source.addEventListener("event", (message) => {
    const event = JSON.parse(message.data);
    event.id ??= Number(message.lastEventId);
    tell({ kind: "event", event });
    take(event);
  });
  source.addEventListener("resync", () => {
    tell({ kind: "resync" });
    resync();
  });
  source.addEventListener("error", () => {
    source.close();
    connection(false);
    tell({ kind: "connection", up: false });
    const wait = Math.min(LONGEST, 1_000 * 2 ** failures) * (0.5 + Math.random() / 2);
    failures += 1;
    retry = setTimeout(read, wait);
  });
}

function stopReading() {
  clearTimeout(retry);
  source?.close();
  source = undefined;
}

function wake() {
  clearTimeout(sleeping);
  if (reader) return;
  reader = new AbortController();
  const { signal } = reader;
  const turn = () =>
    new Promise((done) => {
      if (signal.aborted) return done();
      read();
      signal.addEventListener("abort", () => done(stopReading()));
    });
  if (!navigator.locks) turn();
  else navigator.locks.request("unsilo-live", { signal }, turn).catch(() => {}); // aborted while waiting
  tell({ kind: "hello", cursor });
}

function sleep() {
  reader?.abort();
  reader = undefined;
  connection(true);
}

function start() {
  wake();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) sleeping = setTimeout(sleep, SLEEP);
    else wake();
  });
  addEventListener("online", () => source && read());
  addEventListener("pagehide", sleep);
  addEventListener("pageshow", (event) => event.persisted && wake());
}

if (url) start();
