// One toast at a time: what happened, and a way back while it shows. Comes from a response header
// (HX-Trigger: {"toast": {...}}) or from window.dispatchEvent(new CustomEvent("toast", {detail})).
// detail: text, undo_url, undo_label, seconds.

const words = JSON.parse(document.body.dataset.words);
const place = document.getElementById("toasts");
const TICK = 250;
let clock;

addEventListener("toast", ({ detail }) => {
  clearInterval(clock);
  const total = (detail.seconds || (detail.undo_url ? 10 : 6)) * 1000;
  const toast = element("div", "toast");
  const left = document.createElement("progress");
  left.max = total;
  left.value = total;
  left.setAttribute("aria-hidden", "true");
  toast.append(element("span", "", detail.text));
  if (detail.undo_url) toast.append(left, undo(detail));
  toast.append(closer());
  place.replaceChildren(toast);
  lift();
  say(detail.text);
  clock = setInterval(() => {
    if (toast.matches(":hover, :focus-within") || document.hidden) return; // nobody is hurried
    left.value -= TICK;
    if (left.value <= 0) close();
  }, TICK);
});

function undo({ undo_url, undo_label }) {
  const button = element("button", "", undo_label || words.undo);
  button.type = "button";
  button.dataset.key = "z";
  button.append(" ", element("kbd", "kbd", "Z"));
  button.addEventListener("click", () => {
    close();
    htmx.ajax("POST", undo_url, { source: document.body, swap: "none" });
  });
  return button;
}

function closer() {
  const button = element("button", "", "×");
  button.type = "button";
  button.ariaLabel = words.close;
  button.addEventListener("click", close);
  return button;
}

function close() {
  clearInterval(clock);
  place.hidePopover();
  place.replaceChildren();
}

// A popover shown last stands above every dialog.
function lift() {
  if (place.matches(":popover-open")) place.hidePopover();
  place.showPopover();
}

function say(text) {
  document.dispatchEvent(new CustomEvent("announce", { detail: { value: text } }));
}

function element(tag, css, text) {
  const made = document.createElement(tag);
  if (css) made.className = css;
  if (text) made.textContent = text;
  return made;
}

// What the page before had to say (toasts.py): all of it in one toast, with the last way back.
const said = [...document.querySelectorAll("template[data-toast]")];
if (said.length) {
  const text = said.map(({ content }) => content.textContent.trim()).join(" ");
  dispatchEvent(new CustomEvent("toast", { detail: { text, undo_url: said.at(-1).dataset.undoUrl } }));
}
