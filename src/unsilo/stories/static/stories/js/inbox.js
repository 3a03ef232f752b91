// In the inbox: what is selected in a message becomes the quote of a flag; the panel stays fresh.

let chosen = "";

document.addEventListener("selectionchange", () => {
  const selection = document.getSelection();
  const within = selection?.anchorNode?.parentElement?.closest(".msg");
  const words = String(selection ?? "").trim();
  if (words && within) chosen = words.slice(0, 1000);
});

document.addEventListener("htmx:afterSettle", () => {
  const quote = document.querySelector("#dialog #flag-form [name=quote]");
  if (quote && chosen && !quote.value) quote.value = chosen;
  if (quote) chosen = "";
});

const refresh = () => document.dispatchEvent(new CustomEvent("stale", { detail: "stories-panel" }));
document.addEventListener("stories-changed", refresh);
const NEWS = /^(flag|consent|coverage|story)\.|^conversation\.(un)?related$/;
document.addEventListener("unsilo:event", ({ detail }) => {
  const open = document.getElementById("conversation")?.dataset.id;
  if (open === String(detail.conversation) && NEWS.test(detail.kind)) refresh();
});
