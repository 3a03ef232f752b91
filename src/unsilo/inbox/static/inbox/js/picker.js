// Pickers in dialogs: a field narrows the choices below it (dialog.js moves through them).
// Also places menus again whose items came later.

const choices = (form) => [...form.querySelectorAll("[data-choices] > button")];

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

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const menu = detail.elt;
  if (!menu.matches?.("[data-late]:popover-open")) return;
  dispatchEvent(new Event("resize")); // menu.js places it again
  menu.querySelector("[role=menuitem]")?.focus();
});
