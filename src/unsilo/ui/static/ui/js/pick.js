// Many choices behind one line (kind="pick" of {% field %}): says what is chosen, narrows long lists.
// Without this script the list opens and is ticked all the same.

const pickOf = (node) => node.closest?.("[data-pick]");

function say(pick) {
  const words = pick.querySelector("[data-picked]");
  const chosen = [...pick.querySelectorAll("label:has(:checked)")].map((one) => one.textContent.trim());
  words.textContent = chosen.join(", ") || words.dataset.none;
}

function narrow(field) {
  const wanted = field.value.trim().toLowerCase();
  for (const label of pickOf(field).querySelectorAll("label"))
    label.hidden = !label.textContent.toLowerCase().includes(wanted);
}

document.addEventListener("change", ({ target }) => {
  const pick = pickOf(target);
  if (pick && target.type === "checkbox") say(pick);
});

document.addEventListener("input", ({ target }) => {
  if (target.matches?.("[data-pick] [data-narrow]")) narrow(target);
});

document.addEventListener(
  "toggle",
  ({ target }) => {
    if (!target.matches?.("[data-pick]")) return;
    const field = target.querySelector("[data-narrow]");
    if (!field) return;
    field.hidden = false;
    if (target.open) field.focus();
  },
  true, // the event does not bubble
);

document.addEventListener("keydown", (event) => {
  const pick = pickOf(event.target);
  if (!pick?.open) return;
  if (event.key === "Escape") {
    pick.open = false;
    pick.querySelector("summary").focus();
    event.stopPropagation();
  }
  if (event.key === "Enter" && event.target.matches("input")) event.preventDefault(); // not yet sent
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const stops = [...pick.querySelectorAll("summary, [data-narrow]:not([hidden]), label:not([hidden]) input")];
  const next = stops[stops.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
  next?.focus();
  event.preventDefault();
});

document.addEventListener("click", ({ target }) => {
  for (const pick of document.querySelectorAll("[data-pick][open]"))
    if (!pick.contains(target)) pick.open = false;
});
