// Live events: one stream for all tabs of this browser, handed on to document as `unsilo:event`,
// `unsilo:presence` (who looks, who writes; never repeated) and `unsilo:resync` (load afresh).
//
// A browser allows few connections to one server, so tabs share: the one that holds the lock
// reads the stream and passes every event on. When it closes or sleeps, another takes over
// from the last event it has seen; where there are no locks (no https), each tab reads for itself.

const body = document.body;
const url = body.dataset.liveUrl;
const notice = document.getElementById("offline");
const SLEEP = 5 * 60_000; // a tab hidden this long lets go
const QUIET = 6_000; // a gap this short is not worth a word
const LONGEST = 30_000;
const REMEMBER = 1_000;

let cursor = Number(body.dataset.liveCursor) || 0;
const seen = new Set(); // ids; a transaction may commit after a later one, so order proves nothing
const shared = `unsilo-live-${body.dataset.person}`;
const tabs = navigator.locks && new BroadcastChannel(shared);

let reader; // AbortController of this tab's turn, waiting or reading
let source; // the EventSource while this tab reads
let failures = 0;
let retry;
let sleeping;
let complaining;
let navTimer;

function dispatch(name, detail) {
  document.dispatchEvent(new CustomEvent(`unsilo:${name}`, { detail }));
}

const take = {
  event(event) {
    if (seen.has(event.id)) return;
    seen.add(event.id);
    if (seen.size > REMEMBER) seen.delete(seen.values().next().value);
    cursor = Math.max(cursor, event.id);
    dispatch("event", event);
    refreshNavigation();
  },
  presence(presence) {
    dispatch("presence", presence);
  },
  resync(horizon) {
    cursor = Math.max(cursor, horizon);
    dispatch("resync");
    refreshNavigation();
  },
  connection(up) {
    clearTimeout(complaining);
    if (up) notice.hidden = true;
    else complaining = setTimeout(() => (notice.hidden = false), QUIET);
  },
  hello(known) {
    if (source && known < cursor) read(known); // a tab that missed something; the others drop it
  },
};

// Spread over some seconds, so that many browsers do not ask for their counts in one moment.
function refreshNavigation() {
  if (navTimer || document.hidden) return;
  navTimer = setTimeout(() => {
    navTimer = undefined;
    if (!document.querySelector("#nav :popover-open")) htmx.trigger(body, "nav-changed");
  }, 1_000 + Math.random() * 3_000);
}

tabs?.addEventListener("message", ({ data: [kind, value] }) => take[kind](value));

const tell = (kind, value) => tabs?.postMessage([kind, value]);

function everyone(kind, value) {
  tell(kind, value);
  take[kind](value);
}

// Reads from the given event on; what a tab has seen already it drops itself.
function read(from = cursor) {
  let horizon = 0; // how far the stream's answer to our cursor reaches
  clearTimeout(retry);
  source?.close();
  source = new EventSource(from ? `${url}?${new URLSearchParams({ cursor: from })}` : url);
  source.addEventListener("open", () => {
    failures = 0;
    everyone("connection", true);
  });
  source.addEventListener("hello", ({ data }) => {
    horizon = JSON.parse(data).cursor;
    cursor ||= horizon;
  });
  source.addEventListener("event", ({ data }) => everyone("event", JSON.parse(data)));
  source.addEventListener("presence", ({ data }) => everyone("presence", JSON.parse(data)));
  source.addEventListener("resync", () => everyone("resync", horizon));
  source.addEventListener("error", () => {
    source.close();
    everyone("connection", false);
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
  if (!tabs) turn();
  else navigator.locks.request(shared, { signal }, turn).catch(() => {}); // aborted while waiting
  tell("hello", cursor);
}

function sleep() {
  reader?.abort();
  reader = undefined;
  take.connection(true);
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
