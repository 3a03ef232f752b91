// The board by keyboard: J and K walk the cards, [ and ] move one a stage; dragging does the same.

const cards = () => [...document.querySelectorAll("#board .s-card")];
const card = () => document.activeElement?.closest?.(".s-card");
let last; // id of the card that was moved, which gets the focus back

const typing = ({ target }) => target.closest?.("input, textarea, select, [contenteditable], dialog");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event)) return;
  const here = card();
  if (event.key === "j" || event.key === "k") {
    const all = cards();
    const at = all.indexOf(here) + (event.key === "j" ? 1 : -1);
    all[Math.max(0, Math.min(at, all.length - 1))]?.querySelector("a")?.focus();
  } else if (here && (event.key === "]" || event.key === "[")) {
    here.querySelector(event.key === "]" ? "[data-forth]" : "[data-back]")?.click();
  } else return;
  event.preventDefault();
});

document.addEventListener("htmx:beforeRequest", ({ target }) => (last = target.closest?.(".s-card")?.id));
document.addEventListener("htmx:afterSettle", () => {
  if (last) document.getElementById(last)?.querySelector("a")?.focus();
  last = undefined;
});

let dragged;
document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.(".s-card[data-move]");
  if (dragged) event.dataTransfer.effectAllowed = "move";
});
const column = (event) => dragged && event.target.closest?.(".col[data-stage]");
document.addEventListener("dragover", (event) => {
  const over = column(event);
  document.querySelectorAll(".col.over").forEach((one) => one !== over && one.classList.remove("over"));
  if (!over) return;
  over.classList.add("over");
  event.preventDefault();
});
document.addEventListener("drop", (event) => {
  const to = column(event);
  document.querySelectorAll(".col.over").forEach((one) => one.classList.remove("over"));
  if (!to) return;
  event.preventDefault();
  htmx.ajax("POST", dragged.dataset.move, { source: dragged, target: "#board", swap: "outerHTML", values: { stage: to.dataset.stage } });
  dragged = undefined;
});
