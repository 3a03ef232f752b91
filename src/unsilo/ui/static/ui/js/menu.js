// Menus are popovers: the browser opens, closes and stacks them. This places them beside their
// button and moves between their items with the arrow keys.

const GAP = 4;

const items = (menu) =>
  [...menu.querySelectorAll("[role^=menuitem]")].filter((item) => !item.disabled && item.checkVisibility());

function place(menu) {
  const button = opener(menu)?.getBoundingClientRect();
  if (!button) return;
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = button.bottom + GAP + height <= innerHeight;
  const fromStart = button.left + width <= innerWidth - 8;
  const top = below ? button.bottom + GAP : button.top - GAP - height;
  const left = fromStart ? button.left : button.right - width;
  menu.style.top = `${Math.max(8, top)}px`;
  menu.style.left = `${Math.max(8, left)}px`;
}

function opener(menu) {
  const buttons = document.querySelectorAll(`[popovertarget="${CSS.escape(menu.id)}"]`);
  return [...buttons].find((button) => button.checkVisibility());
}

// `toggle` does not bubble, but it can be captured.
document.addEventListener(
  "toggle",
  ({ target, newState }) => {
    if (!target.matches?.(".menu") || newState !== "open") return;
    place(target);
    items(target)[0]?.focus();
  },
  true,
);

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.(".menu[popover]");
  if (!menu) return;
  const all = items(menu);
  const now = all.indexOf(document.activeElement);
  const next = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: -1 }[event.key];
  if (event.key === "Tab") menu.hidePopover();
  if (next === undefined) return;
  event.preventDefault();
  all.at(next % all.length)?.focus();
});

document.addEventListener("click", (event) => {
  const item = event.target.closest(".menu[popover] [role^=menuitem]");
  if (item) item.closest("[popover]").hidePopover();
});

addEventListener("resize", () => {
  for (const menu of document.querySelectorAll(".menu:popover-open")) place(menu);
});
