// The open conversation: what is new in it, who else is there, answers on their way out.

const BEAT = 20_000; // how often the server hears that we still look
const WRITING = 15_000; // a pause this long means that nobody writes any more
const SETTLE = 250;

const byId = (id) => document.getElementById(id);
const pane = () => byId("conversation");
const headers = { "HX-Request": "true", ...JSON.parse(document.body.getAttribute("hx-headers")) };

let openId; // of the conversation that is shown
let atBottom = true;
let lastBeat = Promise.resolve();

// Opening and leaving

function opened() {
  const now = pane()?.dataset.id;
  if (now === openId) return;
  if (openId) leaveSoon(openId);
  openId = now;
  showPane();
  if (!openId) return;
  beat();
  const fresh = byId("first-unread");
  const scroll = byId("thread-scroll");
  if (fresh) fresh.scrollIntoView({ block: "start" });
  else scroll.scrollTop = scroll.scrollHeight;
  atBottom = !fresh;
  stay.disconnect();
  stay.observe(scroll);
}

// Who reads the newest goes on seeing it while the composer grows.
const stay = new ResizeObserver(([{ target }]) => {
  if (atBottom) target.scrollTop = target.scrollHeight;
});

function showPane() {
  const panes = pane()?.closest(".panes");
  if (panes) panes.dataset.pane = pane().dataset.id ? "conversation" : "list";
}

function leave(id) {
  fetch(`/inbox/c/${id}/left/`, { method: "POST", headers, keepalive: true }).catch(() => {});
}

// After the sign of life that is under way, which would bring the reader back.
function leaveSoon(id) {
  lastBeat.finally(() => leave(id));
}

document.addEventListener("htmx:afterSettle", opened);
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target?.id === "conversation" || detail.target?.id === "inbox") openId && (leaveSoon(openId), (openId = undefined));
});
addEventListener("pagehide", () => openId && leave(openId));
addEventListener("pageshow", (event) => event.persisted && openId && beat());
document.addEventListener("inbox-close", () => byId("back")?.click());

// Being here

function writing() {
  const form = byId("composer");
  if (!form || Date.now() - Number(form.dataset.typed || 0) > WRITING) return "";
  return form.dataset.kind === "note" ? "note" : "reply";
}

async function beat() {
  const here = pane();
  if (!here?.dataset.here || document.hidden) return;
  const body = new URLSearchParams({ writing: writing(), count: byId("seen").dataset.count });
  lastBeat = fetch(here.dataset.here, { method: "POST", headers, body }).catch(() => undefined);
  const response = await lastBeat;
  if (response?.ok && here.isConnected) byId("colleagues").innerHTML = await response.text();
}

let beating;
function beatSoon() {
  clearTimeout(beating);
  beating = setTimeout(beat, SETTLE);
}

setInterval(beat, BEAT);
document.addEventListener("visibilitychange", beatSoon);
document.addEventListener("composer:typing", beatSoon);
document.addEventListener("unsilo:presence", ({ detail }) => {
  if (String(detail.conversation) === openId) beatSoon();
});

// News: the head afresh and what was added, also after a verb of our own.

let asking;
function newsSoon(delay = SETTLE) {
  clearTimeout(asking);
  asking = setTimeout(news, delay);
}

function news() {
  const here = pane();
  if (!here?.dataset.news || document.hidden) return undefined;
  if (here.querySelector("#conv-top :popover-open, #conv-top dialog[open], #conv-top :active")) return newsSoon(1_000);
  return htmx.ajax("GET", here.dataset.news, { source: "#seen", target: "#conv-top", swap: "outerHTML show:none" });
}

// What is being pressed stays, and a button whose verb is under way: the answer to one that is
// gone would reach nobody.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const busy = byId("conv-top")?.querySelector(".htmx-request, :active");
  if (!busy || !detail.pathInfo?.requestPath.endsWith("/news/")) return;
  detail.shouldSwap = false;
  newsSoon();
});

document.addEventListener("unsilo:event", ({ detail }) => {
  if (String(detail.conversation) !== openId) return;
  if (["message.unsent", "note.deleted"].includes(detail.kind)) takenBack(detail.data.message);
  if (detail.kind.startsWith("delivery.") || /^message\.(un)?hid/.test(detail.kind)) refreshSoon(detail.message);
  const known = ["message.queued", "note.added"].includes(detail.kind) ? byId(`m${detail.message}`) : byId(`e${detail.id}`);
  if (!known) newsSoon(); // else the answer to our own request has brought it
});
document.addEventListener("message-changed", ({ detail }) => refreshSoon(detail.id));
document.addEventListener("unsilo:resync", () => newsSoon());
document.addEventListener("visibilitychange", () => openId && !document.hidden && newsSoon());
document.addEventListener("inbox-changed", ({ detail }) => {
  const answered = pane()?.contains(lastSource); // its own answer brought the news along
  if (detail.ids.map(String).includes(openId) && !answered) newsSoon(0);
});

// Who changed something and has the focus nowhere goes on from the messages, else from the list.
let acted = false;
document.addEventListener("inbox-changed", () => (acted = true));
document.addEventListener("htmx:afterSettle", () => {
  if (!acted || document.activeElement !== document.body) return;
  acted = false;
  (byId("thread-scroll") ?? byId("list-scroll"))?.focus({ preventScroll: true });
});

let lastSource;
document.addEventListener("htmx:beforeRequest", ({ detail }) => (lastSource = detail.elt));

document.addEventListener("scroll", ({ target }) => {
  if (target.id !== "thread-scroll") return;
  atBottom = target.scrollHeight - target.scrollTop - target.clientHeight < 60;
  if (atBottom) byId("below").hidden = true;
}, true);

// Older messages are added above; what is read stays where it is.
let fromBottom;
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const scroll = byId("thread-scroll");
  fromBottom = detail.target?.id === "earlier" ? scroll.scrollHeight - scroll.scrollTop : undefined;
});

// What one has written oneself is gone to, wherever one was reading.
let spoke = false;
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  spoke = /\/(send|note)\/$/.test(detail.pathInfo?.requestPath) && detail.xhr.status < 300;
});

let countedId; // whose messages are counted
let shownCount = document.querySelectorAll("#thread > *").length;
document.addEventListener("htmx:afterSettle", () => {
  const scroll = byId("thread-scroll");
  if (!scroll) return;
  if (fromBottom !== undefined) scroll.scrollTop = scroll.scrollHeight - fromBottom;
  fromBottom = undefined;
  const before = shownCount;
  dropTwice();
  shownCount = document.querySelectorAll("#thread > *").length;
  if (shownCount > before && countedId === openId) beatSoon(); // it is read
  countedId = openId;
  if (shownCount > before && (spoke || !byId("first-unread"))) {
    if (atBottom || spoke) scroll.scrollTop = scroll.scrollHeight;
    else byId("below").hidden = false;
  }
  keepVersion();
});

// Two answers may bring the same message; the first one stays.
function dropTwice() {
  const seen = new Set();
  for (const item of document.querySelectorAll("#thread > [id]")) {
    if (seen.has(item.id)) item.remove();
    seen.add(item.id);
  }
}

document.addEventListener("click", ({ target }) => {
  if (!target.closest("#below")) return;
  const scroll = byId("thread-scroll");
  scroll.scrollTo({ top: scroll.scrollHeight, behavior: "smooth" });
});

// The version the writer has seen: follows the page while nothing is written, else they are asked.

let known; // the messages that stood there at that version

function keepVersion() {
  const form = byId("composer");
  const version = byId("seen")?.dataset.version;
  const seen = form?.elements.seen_version;
  if (!seen) return;
  const now = [...document.querySelectorAll("#thread > [data-message]")].map(({ id }) => `${openId} ${id}`);
  const empty = !form.elements.text.value.trim() && !form.querySelector("[data-upload]");
  const nothingNew = known && now.every((one) => known.has(one)); // it was taken back again
  if (seen.value !== version && nothingNew) form.querySelector(".stopped")?.remove();
  if (seen.value === version || nothingNew || empty || form.dataset.kind === "note") {
    seen.value = version;
    known = new Set(now);
  }
  byId("came-in").hidden = seen.value === version;
}

document.addEventListener("click", async ({ target }) => {
  if (!target.closest("[data-look-first]")) return;
  await news();
  const form = byId("composer");
  form.elements.seen_version.value = byId("seen").dataset.version;
  byId("came-in").hidden = true;
  byId("composer-problem").replaceChildren();
  form.dispatchEvent(new Event("input", { bubbles: true })); // keeps it in the draft
  const scroll = byId("thread-scroll");
  scroll.scrollTo({ top: scroll.scrollHeight, behavior: "smooth" });
});

// Answers on their way

function takenBack(id) {
  for (const article of document.querySelectorAll(`[data-message="${id}"]`)) article.remove();
}

// What is taken back is cancelled first; then there is nothing left to ask for.
function refreshSoon(id) {
  setTimeout(() => byId(`m${id}`) && refreshMessage(id), SETTLE);
}

async function refreshMessage(id) {
  const url = pane()?.dataset.message?.replace("/0/", `/${id}/`);
  if (!url || !byId(`m${id}`)) return;
  const response = await fetch(url, { headers }).catch(() => undefined);
  const article = byId(`m${id}`);
  if (response?.status === 404) takenBack(id);
  if (!response?.ok || !article) return;
  article.outerHTML = await response.text();
  htmx.process(byId(`m${id}`));
}

setInterval(() => {
  for (const sign of document.querySelectorAll("[data-goes-out]")) {
    const left = Math.ceil((Date.parse(sign.dataset.goesOut) - Date.now()) / 1000);
    const text = left > 0 ? sign.dataset.words.replace("{n}", left) : sign.dataset.going;
    if (sign.textContent !== text) sign.textContent = text;
    // The stream tells when it is gone; should it be silent, ask now and then.
    if (left < 0 && left % 4 === 0) refreshMessage(sign.closest("[data-message]").dataset.message);
  }
}, 1_000);

// Formatted mail: the frame grows with what is in it.

document.addEventListener("load", ({ target }) => {
  if (!target.matches?.("iframe[data-fit]")) return;
  const page = target.contentDocument?.documentElement;
  if (!page) return;
  const fit = () => (target.style.height = `${Math.min(page.scrollHeight + 2, 20_000)}px`);
  new ResizeObserver(fit).observe(page);
  fit();
}, true);

opened();
