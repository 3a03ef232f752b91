// Which pane shows where there is room for one: data-pane-show="person" sets it on its .panes.

const PANES = { list: ".pane-list", conversation: ".pane-conv", person: ".pane-person" };

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-pane-show]");
  const panes = link?.closest(".panes") || document.querySelector(".panes");
  if (!link || !panes) return;
  const wanted = link.dataset.paneShow;
  panes.dataset.pane = wanted;
  panes.querySelector(PANES[wanted])?.querySelector("[tabindex], a, button")?.focus({ preventScroll: true });
});
