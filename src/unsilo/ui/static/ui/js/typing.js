// Keeps what is typed while a dialog, or another part with a field (data-switch), is on its way:
// those letters are words, not commands.

let awaited; // the request that will bring a field
let typed = "";
let entered = false;

const bringsField = ({ target, elt }) => target?.id === "dialog" || elt.matches?.("[data-switch]");

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (!bringsField(detail)) return;
  awaited = detail.xhr;
  typed = "";
  entered = false;
});

document.addEventListener("keydown", (event) => {
  if (!awaited || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Enter") entered = true;
  else if (event.key === "Backspace") typed = typed.slice(0, -1);
  else if (event.key.length === 1) typed += event.key;
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.xhr === awaited && !detail.successful) awaited = undefined;
});

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (!awaited || detail.xhr !== awaited) return;
  awaited = undefined;
  const field = document.activeElement;
  if (!field.matches("input[type=search], input.input, textarea")) return press(field, typed);
  if (!typed) return;
  field.setRangeText(typed, field.selectionEnd, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  if (entered) field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
});

// What was typed ahead where no field came: keys of the dialog that did.
function press(element, keys) {
  for (const key of keys) element.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
}
