// The list: moving through it, opening places in place, ticking many, and keeping rows fresh.

const SETTLE = 400; // ms to gather events before rows are asked for again
const SPREAD = 800; // and up to this much more, so that many browsers do not ask at once

const byId = (id) => document.getElementById(id);
const rows = () => [...document.querySelectorAll("#rows .row")];
const link = (row) => row.querySelector("a");
const openId = () => byId("conversation")?.dataset.id;

// Which row is the open conversation's.

function mark() {
  for (const row of rows()) {
    const open = row.dataset.id === openId();
    if (open) {
      link(row).setAttribute("aria-current", "true");
      link(row).classList.remove("unread");
    } else {
      link(row).removeAttribute("aria-current");
    }
  }
}

// What was said twice, or has moved since the page above came, stands where it stood first.
function dropDoubles() {
  const known = new Set();
  for (const row of rows()) {
    if (known.has(row.id)) row.remove();
    known.add(row.id);
  }
}

// Why nothing stands here is said once nothing more can come.
function tellWhetherEmpty() {
  const said = byId("list-empty");
  if (said) said.hidden = Boolean(rows().length || byId("older") || byId("newer"));
}

document.addEventListener("htmx:afterSettle", () => {
  dropDoubles();
  mark();
});
document.addEventListener("htmx:afterRequest", tellWhetherEmpty); // the last page may hold nothing to settle
mark();

// Next and previous: opens where a conversation is open, else only moves the focus.

function step(by) {
  const all = rows();
  const now = all.findIndex((row) => row.dataset.id === openId() || row.contains(document.activeElement));
  const next = all[now < 0 ? (by > 0 ? 0 : all.length - 1) : now + by];
  if (!next) {
    if (by > 0) byId("older")?.click();
    return;
  }
  next.scrollIntoView({ block: "nearest" });
  link(next).focus({ preventScroll: true });
  if (openId()) link(next).click();
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-step]");
  if (button) step(Number(button.dataset.step));
});

document.addEventListener("keydown", (event) => {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const row = event.target.closest?.("#rows .row");
  if (!by || !row) return;
  const next = rows()[rows().indexOf(row) + by];
  if (!next) return;
  event.preventDefault();
  link(next).focus();
});

// Places of the navigation and results of the palette open in these panes, without a new page.

function go(url, push = "true") {
  htmx.ajax("GET", url, { target: "#inbox", swap: "innerHTML show:none", push });
}

// Another list is another place: the navigation marks it.
const markPlace = (path) => path.startsWith("/inbox/c/") || htmx.trigger(document.body, "nav-changed");
document.addEventListener("htmx:pushedIntoHistory", ({ detail }) => markPlace(detail.path));

const isOurs = (url) => url.origin === location.origin && url.pathname.startsWith("/inbox/");
const plainClick = (event) => event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;

document.addEventListener("click", (event) => {
  const place = event.target.closest("#nav a[href]");
  if (!place || event.defaultPrevented || !plainClick(event) || !isOurs(new URL(place.href))) return;
  event.preventDefault();
  go(place.getAttribute("href"));
});

document.addEventListener("unsilo:go", (event) => {
  if (!isOurs(new URL(event.detail.url, location.href))) return;
  event.preventDefault();
  go(event.detail.url);
});

// Back and forward: only what differs is fetched.
document.addEventListener("htmx:historyCacheMiss", (event) => {
  if (!isOurs(new URL(location.href))) return;
  event.preventDefault();
  const here = location.pathname + location.search;
  const sameList =
    byId("list")?.dataset.url === here ||
    (/^\/inbox\/c\/\d+\/$/.test(location.pathname) && new URL(byId("list")?.dataset.rows ?? "", location.href).search === location.search);
  if (sameList) htmx.ajax("GET", here, { target: "#conversation", swap: "outerHTML show:none" });
  else go(here, undefined);
  markPlace(location.pathname);
});

// Rows that changed are fetched again and put where they belong; what left the list goes.

const changed = new Set();
let timer;
let leaving; // the conversation its reader is through with
let added = 0; // rows that appeared above what is in view

function look(ids, delay) {
  if (byId("list")?.dataset.search !== undefined) return; // results stay as they were found
  for (const id of ids) changed.add(String(id));
  clearTimeout(timer);
  timer = setTimeout(refresh, delay);
}

async function refresh() {
  const list = byId("list");
  if (document.hidden || !list || !changed.size) return;
  const ids = [...changed].slice(0, 100);
  ids.forEach((id) => changed.delete(id));
  const url = new URL(list.dataset.rows, location.href);
  url.searchParams.set("ids", ids.join());
  const response = await fetch(url, { headers: { "HX-Request": "true" } }).catch(() => undefined);
  if (!response?.ok || !list.isConnected) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const id of ids) place(id, fresh.getElementById(`row-${id}`));
  for (const part of ["list-tabs", "list-count"]) {
    const now = byId(part);
    const next = fresh.getElementById(part);
    if (!now || !next) continue;
    now.innerHTML = next.innerHTML;
    htmx.process(now);
  }
  tellWhetherEmpty();
  mark();
  if (changed.size) look([], SETTLE);
}

function place(id, fresh) {
  const old = byId(`row-${id}`);
  if (!fresh) {
    if (old) leave(old);
    return;
  }
  fresh = document.adoptNode(fresh);
  if (old) {
    const tick = fresh.querySelector(".pick");
    if (tick) tick.checked = old.querySelector(".pick").checked;
    const focused = old.contains(document.activeElement);
    if (old.dataset.sort === fresh.dataset.sort) old.replaceWith(fresh);
    else if (!insert(fresh, old)) return;
    htmx.process(fresh);
    if (focused) link(fresh).focus({ preventScroll: true });
  } else if (insert(fresh)) {
    htmx.process(fresh);
    tellAbove(fresh);
  }
}

// Puts a row among the others by its time; false when it belongs to a page that is not loaded.
function insert(fresh, old) {
  const ascending = byId("list").dataset.oldest !== undefined;
  const later = (row) => (ascending ? Number(row.dataset.sort) > Number(fresh.dataset.sort) : Number(row.dataset.sort) < Number(fresh.dataset.sort));
  const others = rows().filter((row) => row !== old);
  const next = others.find(later);
  if (next && (next !== others[0] || !byId("newer"))) next.before(fresh);
  else if (!next && !byId("older")) byId("rows").append(fresh);
  else {
    if (old) old.remove();
    return false;
  }
  if (old) old.remove();
  return true;
}

function leave(row) {
  const all = rows();
  const next = all[all.indexOf(row) + 1] ?? all[all.indexOf(row) - 1];
  const focused = row.contains(document.activeElement);
  row.remove();
  if (focused && next) link(next).focus({ preventScroll: true });
  if (row.dataset.id !== leaving || leaving !== openId()) return;
  leaving = undefined;
  const alone = !byId("list").checkVisibility();
  if (next && !alone) link(next).click();
  else byId("back")?.click();
}

function tellAbove(row) {
  const scroll = byId("list-scroll");
  if (row.getBoundingClientRect().bottom > scroll.getBoundingClientRect().top) return;
  added += 1;
  const pill = byId("fresh");
  pill.textContent = pill.dataset.words.replace("{n}", added);
  pill.hidden = false;
}

document.addEventListener("scroll", ({ target }) => {
  if (target.id !== "list-scroll" || target.scrollTop > 40) return;
  added = 0;
  byId("fresh").hidden = true;
}, true);

document.addEventListener("click", ({ target }) => {
  if (target.closest("#fresh")) byId("list-scroll").scrollTo({ top: 0, behavior: "smooth" });
});

// Whether an event can change this list: what it shows, or what it may come to show.
function concerns({ kind, conversation, desks }) {
  if (!conversation || kind.startsWith("delivery.")) return false;
  if (byId(`row-${conversation}`)) return true;
  const desk = Number(byId("list")?.dataset.desk);
  const byNotes = byId("list")?.dataset.mentions !== undefined;
  return (byNotes || !kind.startsWith("note.")) && (!desk || desks.includes(desk));
}

document.addEventListener("unsilo:event", ({ detail }) => {
  if (concerns(detail)) look([detail.conversation], SETTLE + Math.random() * SPREAD);
});
document.addEventListener("unsilo:presence", ({ detail }) => {
  if (byId(`row-${detail.conversation}`)) look([detail.conversation], SETTLE + Math.random() * SPREAD);
});
document.addEventListener("unsilo:resync", () => {
  const list = byId("list");
  if (list) htmx.ajax("GET", list.dataset.url, { target: "#list", swap: "outerHTML" });
});
document.addEventListener("visibilitychange", () => changed.size && look([], SETTLE));
document.addEventListener("inbox-changed", ({ detail }) => {
  if (detail.away) leaving = String(detail.ids[0]);
  look(detail.ids, 0);
});

// Many at once: ticked rows and the bar of verbs.

let lastPick;

function picks() {
  return [...document.querySelectorAll("#rows .pick")];
}

function showBar() {
  const bar = byId("many");
  if (!bar) return;
  const ticked = picks().filter((pick) => pick.checked);
  bar.hidden = bar.inert = !ticked.length;
  byId("rows").toggleAttribute("data-picking", ticked.length > 0);
  const count = byId("many-count");
  count.textContent = count.dataset.words.replace("{n}", ticked.length);
}

function pick(box, event) {
  const all = picks();
  const from = all.indexOf(lastPick);
  if (event.shiftKey && from >= 0) {
    const [first, last] = [from, all.indexOf(box)].sort((a, b) => a - b);
    for (const one of all.slice(first, last + 1)) one.checked = box.checked;
  }
  lastPick = box;
  showBar();
}

function clearPicks() {
  for (const box of picks()) box.checked = false;
  showBar();
}

document.addEventListener("click", (event) => {
  if (event.target.matches(".pick")) pick(event.target, event);
  if (event.target.closest("[data-pick-none]")) clearPicks();
  if (event.target.closest("[data-pick]")) {
    const row = document.activeElement.closest?.("#rows .row") ?? rows().find((one) => one.dataset.id === openId());
    row?.querySelector(".pick")?.click();
  }
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful && detail.elt.closest(".many-form")) clearPicks();
});
