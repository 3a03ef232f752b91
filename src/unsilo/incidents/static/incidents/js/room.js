// The room stays fresh: what somebody else did appears, unless one is in the middle of something.

const room = () => document.getElementById("room");
let waiting;

const busy = () =>
  document.hidden ||
  document.querySelector("dialog[open], :popover-open") ||
  room()?.querySelector("input:focus, textarea:focus, form.fact-new input:not(:placeholder-shown)");

function refresh() {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    if (busy()) return refresh();
    htmx.ajax("GET", location.pathname, { source: room(), target: "#main", select: "#main", swap: "outerHTML show:none" });
  }, 1_000);
}

document.addEventListener("unsilo:event", ({ detail }) => {
  if (room() && detail.kind.startsWith("incident.")) refresh();
});
document.addEventListener("unsilo:resync", refresh);
