// data-copy="#id" copies the text of that element and says so on the button.

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.querySelector(button.dataset.copy);
  await write(source.textContent.trim(), source);
  const label = button.querySelector("[data-copy-label]") || button;
  label.textContent = button.dataset.copied;
});

async function write(text, source) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  getSelection().selectAllChildren(source); // without https: select it, and copy as browsers once did
  document.execCommand("copy");
}
