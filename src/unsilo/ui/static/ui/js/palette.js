// The command palette: what this page can do, where one can go, and what the server finds.

const words = JSON.parse(document.body.dataset.words);
const palette = document.getElementById("palette");
const input = document.getElementById("palette-input");
const list = document.getElementById("palette-hits");
const status = document.getElementById("palette-status");
const sprite = palette.querySelector("use").getAttribute("href").split("#")[0];
const PAUSE = 120; // ms of quiet before the server is asked

let page = []; // what the page offers, read when the palette opens
let hits = []; // what is shown, in order
let active = 0;
let timer;
let asked; // AbortController of the question under way

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function offered() {
  const usable = (e) =>
    !e.closest("dialog, [inert]") &&
    !e.disabled &&
    e.getAttribute("aria-disabled") !== "true" &&
    !("paletteOpen" in e.dataset);
  const seen = new Set();
  return [...document.querySelectorAll("[data-command], [data-key]")]
    .filter(usable)
    .map((element) => ({
      label: name(element),
      group: element.matches("#nav a") ? words.places : words.actions,
      keys: [...element.querySelectorAll(".kbd")].map((kbd) => kbd.textContent).join(" ") || keys(element),
      sign: element.querySelector(".icon, .mark")?.cloneNode(true),
      run: () => use(element),
    }))
    .filter(({ label, group }) => label && !seen.has(label + group) && seen.add(label + group))
    .sort((a, b) => (a.group === words.places) - (b.group === words.places)); // actions first
}

function use(element) {
  if (element.matches("input, textarea, select")) element.focus();
  else element.click();
}

function keys(element) {
  const parts = (element.dataset.key || "").split("|")[0].split(/[+ ]/);
  return parts.map((part) => (part.length === 1 ? part.toUpperCase() : part)).join(" ");
}

function name(element) {
  if (element.dataset.command && element.dataset.command !== "true") return element.dataset.command;
  if (element.ariaLabel) return element.ariaLabel;
  const copy = element.cloneNode(true);
  for (const extra of copy.querySelectorAll("kbd, .count")) extra.remove();
  return copy.textContent.trim();
}

function found(query) {
  const parts = plain(query).split(/\s+/).filter(Boolean);
  return page.filter(({ label }) => parts.every((part) => plain(label).includes(part)));
}

async function ask(query) {
  asked?.abort();
  const address = document.body.dataset.paletteUrl;
  if (!address || query.trim().length < 2) return [];
  asked = new AbortController();
  const response = await fetch(`${address}?${new URLSearchParams({ q: query })}`, {
    signal: asked.signal,
    headers: { Accept: "application/json" },
  });
  if (!response.ok) return [];
  const { items } = await response.json();
  return items.map(({ label, hint, url, icon }) => ({
    label,
    hint,
    group: words.found,
    sign: drawn(icon),
    run: () => go(url),
  }));
}

// A page that can open the address in place says so with preventDefault().
function go(url) {
  const event = new CustomEvent("unsilo:go", { detail: { url }, cancelable: true });
  if (document.dispatchEvent(event)) location.assign(url);
}

function drawn(icon) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${sprite}#${icon || "search"}`);
  svg.append(use);
  return svg;
}

function draw(shown) {
  hits = shown;
  const titles = [...new Set(hits.map((hit) => hit.group))];
  list.replaceChildren(
    ...titles.map((title) => group(title, hits.filter((hit) => hit.group === title))),
  );
  status.textContent = hits.length ? words.results.replace("{n}", hits.length) : words.nothing;
  palette.toggleAttribute("data-nothing", !hits.length);
  choose(Math.min(active, Math.max(hits.length - 1, 0)));
}

function group(title, members) {
  const box = document.createElement("div");
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", title);
  const heading = document.createElement("h3");
  heading.textContent = title;
  heading.setAttribute("aria-hidden", "true");
  box.append(heading, ...members.map(option));
  return box;
}

function option(hit) {
  const row = document.createElement("div");
  row.className = "hit";
  row.id = `palette-hit-${hits.indexOf(hit)}`;
  row.setAttribute("role", "option");
  row.append(...(hit.sign ? [hit.sign] : []), span("clip", hit.label));
  if (hit.hint) row.append(span("hint clip", hit.hint));
  if (hit.keys) row.append(span("keys", hit.keys));
  return row;
}

function span(css, text) {
  const made = document.createElement("span");
  made.className = css;
  made.textContent = text;
  return made;
}

function choose(index) {
  active = index;
  list.querySelectorAll(".hit").forEach((row) => {
    const chosen = row.id === `palette-hit-${active}`;
    row.setAttribute("aria-selected", String(chosen));
    if (chosen) row.scrollIntoView({ block: "nearest" });
  });
  if (hits.length) input.setAttribute("aria-activedescendant", `palette-hit-${active}`);
  else input.removeAttribute("aria-activedescendant");
}

function run(index) {
  const hit = hits[index];
  if (!hit) return;
  palette.close(); // gives the focus back before the action takes it
  hit.run();
}

function open() {
  page = offered();
  input.value = "";
  active = 0;
  draw(page);
  palette.showModal();
  input.focus();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-palette-open]")) open();
});

input.addEventListener("input", () => {
  active = 0;
  const local = found(input.value);
  draw(local);
  clearTimeout(timer);
  timer = setTimeout(async () => {
    const query = input.value;
    try {
      const remote = await ask(query);
      if (query === input.value && remote.length) draw([...local, ...remote]);
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  }, PAUSE);
});

input.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && hits.length) choose((active + step + hits.length) % hits.length);
  else if (event.key === "Enter") run(active);
  else if (event.key === "Escape") palette.close(); // at once; the browser's own way takes a moment
  else return;
  event.preventDefault();
});

list.addEventListener("click", (event) => {
  const row = event.target.closest(".hit");
  if (row) run([...list.querySelectorAll(".hit")].indexOf(row));
});

palette.addEventListener("close", () => asked?.abort());
