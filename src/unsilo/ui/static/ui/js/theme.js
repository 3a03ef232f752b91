// Light, dark, or as the system says. A plain script in <head>, so that nothing flashes.
(() => {
  const root = document.documentElement;

  function kept() {
    try {
      return localStorage.getItem("theme") || "system";
    } catch {
      return "system"; // Storage may be closed; the system decides.
    }
  }

  function show(theme) {
    if (theme === "system") delete root.dataset.theme;
    else root.dataset.theme = theme;
  }

  function choose(theme) {
    show(theme);
    try {
      localStorage.setItem("theme", theme);
    } catch {
      // Not kept, still switched.
    }
    mark();
  }

  function isDark() {
    return root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
  }

  function mark() {
    for (const item of document.querySelectorAll("[data-theme-set]")) {
      item.setAttribute("aria-checked", String(item.dataset.themeSet === kept()));
    }
  }

  show(kept());
  document.addEventListener("DOMContentLoaded", mark);
  document.addEventListener("htmx:load", mark);
  addEventListener("storage", (event) => event.key === "theme" && show(kept()));
  document.addEventListener("click", (event) => {
    const item = event.target.closest?.("[data-theme-set], [data-theme-toggle]");
    if (item) choose(item.dataset.themeSet || (isDark() ? "light" : "dark"));
  });
})();
