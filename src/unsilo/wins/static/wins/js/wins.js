// Ways to win on the inbox's page: words and link go into the composer, and out again by undo.

const field = () => document.getElementById("draft-text");
let last = ""; // what was put in, until it is taken back

const told = (text) => text.dispatchEvent(new Event("input", { bubbles: true }));

document.addEventListener("wins:insert", ({ detail }) => {
  const text = field();
  if (!text) return;
  document.querySelector("dialog:modal")?.close();
  const gap = text.value && !text.value.endsWith("\n") ? "\n\n" : "";
  last = gap + detail.text;
  text.setRangeText(last, text.value.length, text.value.length, "end");
  told(text);
  text.focus();
  refresh();
});

// The line with the link goes, as long as it stands there as it was put in.
document.addEventListener("wins:remove", ({ detail }) => {
  const text = field();
  if (text && last.includes(detail.address) && text.value.includes(last)) {
    text.value = text.value.replace(last, "");
    told(text);
  }
  refresh();
});

function refresh() {
  for (const detail of ["wins-panel", "wins-strip"]) document.dispatchEvent(new CustomEvent("stale", { detail }));
}

// A ZIP that comes in brings the stores near it; a click or an order shows at once.
const NEWS = ["message.received", "link.clicked", "conversion.recorded", "conversion.matched", "conversion.unmatched"];
document.addEventListener("unsilo:event", ({ detail }) => {
  const open = document.getElementById("conversation")?.dataset.id;
  if (open === String(detail.conversation) && NEWS.includes(detail.kind)) refresh();
});
