// Keys: an element says its own with data-key ("e", "g i", "Ctrl+Enter", "j|ArrowDown") and the key
// clicks it, or focuses it where it is a field. `?` lists them all. Single keys rest while a
// field has the focus, and where they are switched off.

const words = JSON.parse(document.body.dataset.words);
const SIGNS = {
  enter: "↵",
  escape: "Esc",
  arrowup: "↑",
  arrowdown: "↓",
  arrowleft: "←",
  arrowright: "→",
};
const MODIFIERS = ["Shift", "Control", "Alt", "Meta"];
const WAIT = 1200; // between the two keys of "g i"
const FIELDS =
  "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), " +
  "textarea, select, [contenteditable]:not([contenteditable=false])";

let first = "";
let timer;

function pressed(event) {
  const plain = event.key.length === 1;
  const letter = plain && event.key.toLowerCase() !== event.key.toUpperCase();
  const parts = [];
  if (event.ctrlKey || event.metaKey) parts.push("ctrl");
  if (event.altKey) parts.push("alt");
  if (event.shiftKey && (letter || !plain || parts.length)) parts.push("shift");
  return [...parts, event.key.toLowerCase()].join("+");
}

const keysOf = (element) => element.dataset.key.toLowerCase().split("|");

// The profile says whether single keys work; the switch below says it for this browser.
function off() {
  let here;
  try {
    here = localStorage.getItem("keys");
  } catch {
    here = "";
  }
  return (here || document.body.dataset.keys) === "off";
}

// Under an open dialog the page rests, and so do its keys.
const scope = () => [...document.querySelectorAll("dialog:modal")].at(-1) || document;

function candidates() {
  const usable = (e) =>
    !e.disabled && e.getAttribute("aria-disabled") !== "true" && !e.closest("[inert]");
  // The newest thing, a toast, comes first; then what is seen; then what waits in closed menus.
  const rank = (e) => (e.closest("#toasts") ? 2 : 0) + e.checkVisibility();
  return [...scope().querySelectorAll("[data-key]")]
    .filter((e) => usable(e) && (scope() !== document || !e.closest("dialog")))
    .sort((a, b) => rank(b) - rank(a));
}

function use(element) {
  if (element.matches(FIELDS)) return element.focus();
  if (element.popoverTargetElement) element.focus(); // so that the menu gives the focus back to it
  element.click();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || MODIFIERS.includes(event.key)) return;
  if (event.key === "Escape" && document.querySelector(".menu:popover-open")) return; // it closes the menu
  const key = pressed(event);
  const single = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (single && (off() || event.target.matches?.(FIELDS))) return;
  const whole = first ? `${first} ${key}` : key;
  first = "";
  const all = candidates();
  const element = all.find((e) => keysOf(e).includes(whole));
  if (element) {
    if (event.repeat && !("keyRepeat" in element.dataset)) return;
    event.preventDefault();
    use(element);
  } else if (all.some((e) => keysOf(e).some((k) => k.startsWith(`${whole} `)))) {
    first = whole;
    clearTimeout(timer);
    timer = setTimeout(() => (first = ""), WAIT);
  } else if (whole === "?" && scope() === document) {
    event.preventDefault();
    show();
  }
});

// What stands on the keycaps, one for each step: ["G", "I"], ["Ctrl ↵"].
function caps(key) {
  const cap = (part) => SIGNS[part.toLowerCase()] || (part.length === 1 ? part.toUpperCase() : part);
  return key.split("|")[0].split(" ").map((step) => step.split("+").map(cap).join(" "));
}

function name(element) {
  const given = element.ariaLabel || element.dataset.command;
  if (given) return given;
  const copy = element.cloneNode(true);
  for (const extra of copy.querySelectorAll("kbd, .count")) extra.remove();
  return copy.textContent.trim() || element.labels?.[0]?.textContent.trim() || element.title;
}

function section(heading, elements) {
  const rows = new Map(elements.map((e) => [e.dataset.key, e]));
  const list = document.createElement("dl");
  for (const [key, element] of rows) {
    const row = document.createElement("div");
    const what = document.createElement("dt");
    const how = document.createElement("dd");
    what.textContent = name(element);
    for (const step of caps(key)) {
      const sign = document.createElement("kbd");
      sign.className = "kbd";
      sign.textContent = step;
      how.append(sign);
    }
    row.append(what, how);
    list.append(row);
  }
  const title = document.createElement("h3");
  title.textContent = heading;
  return rows.size ? [title, list] : [];
}

function show() {
  const all = [...document.querySelectorAll("[data-key]")].filter((e) => !e.closest("dialog"));
  const everywhere = (e) => e.closest("#nav");
  document.getElementById("keys-list").replaceChildren(
    ...section(words.here, all.filter((e) => !everywhere(e))),
    ...section(words.general, all.filter(everywhere)),
  );
  document.querySelector("[data-keys-switch]").checked = !off();
  document.getElementById("keys").showModal();
}

document.addEventListener("click", (event) => event.target.closest("[data-keys-open]") && show());

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-keys-switch]")) return;
  try {
    localStorage.setItem("keys", event.target.checked ? "on" : "off");
  } catch {
    document.body.dataset.keys = event.target.checked ? "on" : "off"; // for this page at least
  }
});
