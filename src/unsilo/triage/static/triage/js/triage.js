// Readings on the inbox's page: lines below messages stay fresh, past answers go into the composer.

document.addEventListener("unsilo:event", ({ detail: { kind, message } }) => {
  const line = `reading-${message}`;
  if (!kind.startsWith("reading.") || !document.getElementById(line)) return;
  document.dispatchEvent(new CustomEvent("stale", { detail: line }));
});

// What somebody answered before is put where they write now.
document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-use-answer]");
  const field = document.getElementById("draft-text");
  if (!button || !field) return;
  const words = document.getElementById(button.dataset.useAnswer).value;
  const gap = field.value && !field.value.endsWith("\n") ? "\n\n" : "";
  button.closest("dialog").close();
  field.setRangeText(gap + words, field.value.length, field.value.length, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});
