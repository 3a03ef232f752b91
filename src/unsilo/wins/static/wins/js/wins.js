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
  const panel = document.getElementById("wins-panel");
  if (panel) htmx.ajax("GET", panel.dataset.wins, { source: panel, target: panel, swap: "outerHTML" });
}

document.addEventListener("unsilo:event", ({ detail }) => {
  const panel = document.getElementById("wins-panel");
  const about = ["link.clicked", "conversion.recorded", "conversion.matched", "conversion.unmatched"];
  if (panel && about.includes(detail.kind) && String(detail.conversation) === panel.dataset.id) refresh();
});
