// Facts beside the composer: one press puts a fact, or a line of the voice guide, into the answer.

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-insert]");
  const text = button && document.getElementById("draft-text");
  if (!text) return;
  document.querySelector("dialog:modal")?.close();
  const gap = text.value && !/\s$/.test(text.value) ? (button.closest(".facts-list") ? " " : "\n\n") : "";
  text.setRangeText(gap + button.dataset.insert, text.value.length, text.value.length, "end");
  text.dispatchEvent(new Event("input", { bubbles: true }));
  text.focus();
});
