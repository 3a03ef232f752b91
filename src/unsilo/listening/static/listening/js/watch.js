// Watch: what is shown is fetched again soon after something was heard.

const SETTLE = 2000; // ms to gather events before the page asks again
const KINDS = /^(alert|mention|reading|message|conversation)\./;

let timer;

function changed() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    const part = document.querySelector("[data-watch]");
    if (!part || part.contains(document.activeElement?.closest("details[open]"))) return;
    document.dispatchEvent(new CustomEvent("watch:changed"));
  }, SETTLE);
}

document.addEventListener("unsilo:event", ({ detail }) => {
  if (KINDS.test(detail?.kind ?? "")) changed();
});
document.addEventListener("unsilo:resync", changed);
