// Which pane shows where there is room for one: data-pane-show="person" sets it on its .panes.

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-pane-show]");
  const panes = (link?.closest(".panes") || document.querySelector(".panes"));
  if (!link || !panes) return;
  panes.dataset.pane = link.dataset.paneShow;
  const pane = panes.querySelector({ list: ".pane-list", conversation: ".pane-conv", person: ".pane-person" }[panes.dataset.pane]);
  pane?.querySelector("[tabindex], a, button")?.focus({ preventScroll: true });
});
