// Keeps the place of keyboard and screen reader users while parts of the page are swapped.

const announcer = document.getElementById("announcer");
let lost; // what had the focus inside a part that is about to go

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const active = document.activeElement;
  lost = detail.target?.contains?.(active) && active !== document.body
    ? { twin: twin(active), around: around(detail.target) }
    : undefined;
});

document.addEventListener("htmx:afterSettle", () => {
  if (!lost || document.activeElement !== document.body) return;
  const twins = lost.twin ? [...document.querySelectorAll(lost.twin)] : [];
  const next = twins.find((one) => one.checkVisibility() && !one.closest("[inert]")) || lost.around;
  if (next?.isConnected) next.focus({ preventScroll: true });
  lost = undefined;
});

// How the same control would be found in the new part.
function twin(element) {
  const tag = element.localName;
  if (element.id) return `#${CSS.escape(element.id)}`;
  for (const name of ["data-key", "href", "name", "popovertarget", "aria-label"]) {
    const value = element.getAttribute(name);
    if (value) return `${tag}[${name}="${CSS.escape(value)}"]`;
  }
  return "";
}

// The nearest region outside the part that can hold the focus.
function around(target) {
  return target.parentElement?.closest("[tabindex], dialog") || document.getElementById("main");
}

document.addEventListener("htmx:beforeRequest", ({ detail: { target } }) => {
  target?.setAttribute?.("aria-busy", "true");
});
document.addEventListener("htmx:afterRequest", ({ detail: { target } }) => {
  target?.removeAttribute?.("aria-busy");
});

// HX-Trigger: {"announce": "148 open"}: said, not shown.
document.addEventListener("announce", ({ detail }) => {
  announcer.textContent = "";
  setTimeout(() => (announcer.textContent = detail.value), 50); // a new text is only heard as a change
});
