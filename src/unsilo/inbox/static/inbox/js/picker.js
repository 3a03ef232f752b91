// Pickers in dialogs: a field narrows the choices below it, arrow keys move, Enter takes the first.
// Also places menus again whose items came later, and keeps what is typed while a part with a
// field is on its way: those letters are words, not commands.

const choices = (form) => [...form.querySelectorAll("[data-choices] > button")];
const visible = (form) => choices(form).filter((choice) => !choice.hidden);

function narrow(field) {
  const form = field.form;
  const wanted = field.value.trim().toLowerCase();
  const typed = form.querySelector("[data-typed]");
  let exact = false;
  for (const choice of choices(form)) {
    if (choice === typed) continue;
    const name = choice.textContent.trim().toLowerCase();
    choice.hidden = !name.includes(wanted);
    exact ||= choice.value.toLowerCase() === wanted;
  }
  if (!typed) return;
  typed.hidden = !wanted || exact;
  typed.value = field.value.trim();
  typed.querySelector("b").textContent = field.value.trim();
}

document.addEventListener("input", ({ target }) => target.matches("[data-filter]") && narrow(target));

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form.picker");
  if (!form || event.isComposing) return;
  const all = visible(form);
  const now = all.indexOf(event.target);
  if (event.key === "Enter" && event.target.matches("[data-filter]")) {
    event.preventDefault();
    all[0]?.click();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const next = event.key === "ArrowDown" ? now + 1 : now - 1;
    (all[next] ?? (next < 0 ? form.querySelector("[data-filter]") : all.at(-1)))?.focus();
  }
});

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const menu = detail.elt;
  if (!menu.matches?.("[data-late]:popover-open")) return;
  dispatchEvent(new Event("resize")); // menu.js places it again
  menu.querySelector("[role=menuitem]")?.focus();
});

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
