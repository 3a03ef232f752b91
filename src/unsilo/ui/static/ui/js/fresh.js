// A part with an id and data-fresh (its address) is drawn anew after a "stale" event with that id.
// What becomes stale while it is being drawn, or before it is there at all, is drawn once more after
// that: an answer under way may be older than the news.

const drawing = new Set();
const again = new Set();

async function draw(id) {
  const part = document.getElementById(id);
  if (!part || drawing.has(id)) return again.add(id);
  again.delete(id);
  drawing.add(id);
  await htmx.ajax("GET", part.dataset.fresh, { source: part, target: part, swap: "outerHTML" }).catch(() => undefined);
  drawing.delete(id);
  if (again.has(id)) draw(id);
}

document.addEventListener("stale", ({ detail }) => draw(detail));
document.addEventListener("htmx:load", () => {
  for (const id of again) if (document.getElementById(id)) draw(id);
});
