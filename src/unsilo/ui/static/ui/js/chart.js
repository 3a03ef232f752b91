// Draws <div class="plot" data-chart="{…}">: Vega, fetched when a page has a chart. No eval (ast) and
// no styles of its own, so the content security policy stays as it is.

const drawn = new Map(); // plot -> {view, width}
const waiting = new Set();
let vega;

function load(address) {
  vega ??= import(address).then(() => window.vegaEmbed);
  return vega;
}

// The colour a token has here and now.
function colours(plot) {
  const probe = plot.appendChild(document.createElement("i"));
  probe.hidden = true;
  const known = new Map();
  return {
    of(name) {
      if (!known.has(name)) {
        probe.style.color = `var(--${name})`;
        known.set(name, getComputedStyle(probe).color);
      }
      return known.get(name);
    },
    done: () => probe.remove(),
  };
}

function coloured(part, palette) {
  if (Array.isArray(part)) return part.map((one) => coloured(one, palette));
  if (part && typeof part === "object") {
    return Object.fromEntries(Object.entries(part).map(([k, v]) => [k, k === "values" ? v : coloured(v, palette)]));
  }
  return typeof part === "string" && part.startsWith("$")
    ? palette.of(part.slice(1))
    : part;
}

async function draw(plot) {
  if (waiting.has(plot) || !plot.isConnected || !plot.clientWidth) return;
  waiting.add(plot);
  try {
    const embed = await load(plot.dataset.vega);
    const width = plot.clientWidth;
    const palette = colours(plot);
    const spec = { ...coloured(JSON.parse(plot.dataset.chart), palette), width };
    palette.done();
    drawn.get(plot)?.view.finalize();
    const place = document.createElement("div");
    place.ariaHidden = "true"; // the plot around it has the name
    const { view } = await embed(place, spec, {
      ast: true,
      actions: false,
      defaultStyle: false,
      renderer: "svg",
      tooltip: { disableDefaultStyle: true },
    });
    plot.replaceChildren(place);
    view.addEventListener("click", (_, item) => {
      const url = item?.datum?.url;
      if (typeof url === "string" && url.startsWith("/")) location.assign(url);
    });
    drawn.set(plot, { view, width });
    watcher.observe(plot);
  } finally {
    waiting.delete(plot);
  }
}

const watcher = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const known = drawn.get(target);
    const width = target.clientWidth;
    if (!known || !width || Math.abs(width - known.width) < 2) continue;
    known.width = width;
    known.view.width(width).runAsync();
  }
});

function all() {
  for (const [plot, { view }] of drawn) {
    if (plot.isConnected) continue;
    view.finalize();
    watcher.unobserve(plot);
    drawn.delete(plot);
  }
  for (const plot of document.querySelectorAll("[data-chart]")) if (!drawn.has(plot)) draw(plot);
}

function again() {
  for (const plot of [...drawn.keys()]) draw(plot);
}

all();
document.addEventListener("htmx:load", all);
new MutationObserver(again).observe(document.documentElement, { attributeFilter: ["data-theme"] });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
