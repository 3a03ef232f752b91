// Dialogs: data-dialog="#id" opens one, a part swapped into #dialog opens that, data-dialog-close
// and the event `dialog-close` close. The browser keeps the focus inside and gives it back.

const FIRST = "[autofocus], .body :is(input:not([type=hidden]), select, textarea), footer button";

function open(dialog) {
  if (!dialog.open) dialog.showModal();
  dialog.querySelector(FIRST)?.focus();
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) open(document.querySelector(opener.dataset.dialog));
  if (event.target.closest("[data-dialog-close]")) event.target.closest("dialog").close();
});

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  const dialog = detail.target;
  if (dialog.id !== "dialog") return;
  if (dialog.childElementCount) open(dialog);
  else dialog.close();
});

document.addEventListener("dialog-close", () => {
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
});

// Choices below a field of a dialog: arrow keys move through them, Enter takes the first.
document.addEventListener("keydown", (event) => {
  const dialog = event.target.closest?.("dialog");
  const field = dialog?.querySelector("input[type=search]");
  if (!field || !dialog.querySelector(".choices, .picks") || event.isComposing) return;
  const all = [...dialog.querySelectorAll(".choices > button, .picks > button")].filter((choice) => !choice.hidden);
  const now = all.indexOf(event.target);
  if (event.key === "Enter" && event.target === field) all[0]?.click();
  else if (event.key === "ArrowDown") (all[now + 1] ?? all.at(-1))?.focus();
  else if (event.key === "ArrowUp" && now >= 0) (all[now - 1] ?? field).focus();
  else return;
  event.preventDefault();
});

// `close` does not bubble. What was loaded into #dialog is old as soon as it is closed.
document.addEventListener("close", ({ target }) => target.id === "dialog" && target.replaceChildren(), true);
