// Pickers in dialogs: a field narrows the choices below it, arrow keys move, Enter takes the first.
// Also places menus again whose items came later.

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
