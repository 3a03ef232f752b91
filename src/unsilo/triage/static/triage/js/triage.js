// Readings on the inbox's page: lines below messages stay fresh, past answers go into the composer.

const line = (message) => document.getElementById(`reading-${message}`);

function refresh(message) {
  const now = line(message);
  if (now) htmx.ajax("GET", now.dataset.reading, { source: now, target: now, swap: "outerHTML" });
}

document.addEventListener("unsilo:event", ({ detail }) => {
  if (detail.kind.startsWith("reading.") && detail.message) refresh(detail.message);
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
