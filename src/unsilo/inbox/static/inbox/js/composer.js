// What is being written: kept on the server while it is written, with files, light markup,
// a preview and, in notes, names after an @.

const PAUSE = 900; // ms of quiet before a draft is kept
const headers = { "HX-Request": "true", ...JSON.parse(document.body.getAttribute("hx-headers")) };

const formOf = (element) => element?.closest?.("form[data-draft]");
const textOf = (form) => form.elements.text;

// Keeping drafts. Per form: whether something is unsaved, and the request under way.

const state = new WeakMap();
const of = (form) => state.get(form) ?? state.set(form, { dirty: false, saving: undefined, timer: undefined }).get(form);

function touched(form) {
  const mine = of(form);
  const begins = Date.now() - Number(form.dataset.typed || 0) > 5_000;
  form.dataset.typed = Date.now();
  if (begins) document.dispatchEvent(new CustomEvent("composer:typing"));
  mine.dirty = true;
  clearTimeout(mine.timer);
  mine.timer = setTimeout(() => keep(form), PAUSE);
}

async function keep(form) {
  const mine = of(form);
  clearTimeout(mine.timer);
  await mine.saving;
  if (!mine.dirty) return;
  mine.dirty = false;
  mine.saving = put(form).catch(() => (mine.dirty = true));
  await mine.saving;
  mine.saving = undefined;
}

async function put(form) {
  const body = new FormData(form);
  body.delete("file");
  const response = await fetch(form.dataset.draft, { method: "POST", headers, body, keepalive: body.get("text").length < 20_000 });
  if (!response.ok || !form.isConnected) return;
  const answer = new DOMParser().parseFromString(await response.text(), "text/html");
  const odd = answer.getElementById("strangers");
  if (odd) {
    odd.remove();
    const place = form.querySelector("#strangers");
    if (place && place.textContent.trim() !== odd.textContent.trim()) place.innerHTML = odd.innerHTML;
  }
  const found = answer.getElementById("findings");
  if (found) {
    found.remove();
    showFindings(form, found.innerHTML);
  }
  form.querySelector(".draft-state").textContent = answer.body.textContent.trim();
}

// What speaks against the words stands above them, so that neither they nor the buttons move.
function showFindings(form, html) {
  const place = form.querySelector("#findings");
  if (!place) return;
  if (place.dataset.shown !== html && place.innerHTML.trim() !== html.trim()) {
    place.innerHTML = html;
    htmx.process(place);
  }
  place.dataset.shown = html;
  if (!place.querySelector("[data-stops]")) form.querySelector("[data-override]")?.remove();
}

// One press mends: words take the place of others, or are added below.
document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-mend]");
  const form = button && formOf(button);
  if (!form) return;
  const { find, put } = button.dataset;
  const field = textOf(form);
  const text = field.value;
  const gap = text.trim() ? `${text.trimEnd()}\n\n` : "";
  field.value = find ? text.replaceAll(find, () => put) : gap + put;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
  keep(form);
});

document.addEventListener("input", ({ target }) => {
  const form = formOf(target);
  if (!form || target.type === "file") return;
  touched(form);
  if (["to", "cc", "bcc"].includes(target.name)) summarise(form);
  if (target.name === "text") countSigns(form);
});

// Where a channel takes so many signs and no more, how many are left. Counted as people see them.

const segmenter = new Intl.Segmenter();

function countSigns(form) {
  const place = form.querySelector("[data-signs]");
  if (!place) return;
  const left = Number(place.dataset.signs) - [...segmenter.segment(textOf(form).value.trim())].length;
  place.textContent = `${Math.abs(left)} ${left < 0 ? place.dataset.over : place.dataset.left}`;
  place.classList.toggle("over", left < 0);
}

document.querySelectorAll("form[data-draft]").forEach(countSigns);
document.addEventListener("htmx:afterSettle", () => document.querySelectorAll("form[data-draft]").forEach(countSigns));

function summarise(form) {
  const place = form.querySelector("[data-summary]");
  if (place) place.textContent = ["to", "cc", "bcc"].map((name) => form.elements[name]?.value.trim()).filter(Boolean).join(", ");
}

// Nothing is lost when the form goes: with another page, a closed window, a hidden tab.
function keepAll() {
  for (const form of document.querySelectorAll("form[data-draft]")) if (of(form).dirty) keep(form);
}
addEventListener("pagehide", keepAll);
document.addEventListener("visibilitychange", () => document.hidden && keepAll());

// Another conversation or list is fetched once the draft is kept, so that coming back finds it.
document.addEventListener("htmx:confirm", (event) => {
  const { elt, target } = event.detail;
  if (!["conversation", "inbox"].includes(target?.id) || formOf(elt)) return;
  const unsaved = [...document.querySelectorAll("form[data-draft]")].filter((form) => of(form).dirty || of(form).saving);
  if (!unsaved.length) return;
  event.preventDefault();
  Promise.all(unsaved.map(keep)).finally(() => event.detail.issueRequest(true));
});

// What posts the form itself waits for a draft under way, so that none is kept after the sending.
document.addEventListener("htmx:confirm", (event) => {
  const form = formOf(event.detail.elt);
  if (!form || event.detail.verb !== "post") return;
  const mine = of(form);
  clearTimeout(mine.timer);
  mine.dirty = false;
  if (!mine.saving) return;
  event.preventDefault();
  mine.saving.finally(() => event.detail.issueRequest(true));
});

// Which button sent the form: htmx forgets it when a menu closes over the click.
const submitters = new WeakMap();
document.addEventListener("submit", ({ target, submitter }) => submitters.set(target, submitter), true);
document.addEventListener("htmx:configRequest", ({ detail }) => {
  const button = formOf(detail.elt) === detail.elt && submitters.get(detail.elt);
  if (button?.name) detail.parameters[button.name] = button.value;
});

// An answer that was stopped or refused comes back with words to show; the text is still unsent.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const form = formOf(detail.elt);
  if (!form || ![409, 422].includes(detail.xhr.status)) return;
  if (!detail.xhr.getResponseHeader("Content-Type")?.startsWith("text/html")) return;
  of(form).dirty = true;
  if (detail.xhr.status === 422) return;
  detail.shouldSwap = true;
  detail.isError = false;
  detail.target = form.querySelector("#composer-problem, #new-problem");
  detail.swapOverride = "innerHTML";
});

// After sending the keys of the page work again.
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const sent = /\/(send|note)\/$/.test(detail.pathInfo?.requestPath ?? "") && detail.xhr.status < 300;
  if (sent) document.getElementById("thread-scroll")?.focus({ preventScroll: true });
});

// Keys that belong to writing

document.addEventListener("keydown", (event) => {
  const form = formOf(event.target);
  if (!form || event.isComposing || event.defaultPrevented) return;
  const inLine = event.target.matches("input.input");
  if (event.key === "Enter" && inLine && !event.ctrlKey && !event.metaKey) event.preventDefault(); // never sends by accident
  if (event.key === "Escape" && event.target.name === "text") document.getElementById("thread-scroll")?.focus();
});

document.addEventListener("click", ({ target }) => {
  const form = formOf(target);
  if (!form || !target.closest("[data-focus-text]")) return;
  const field = textOf(form);
  if (!field.selectionEnd) field.setSelectionRange(field.value.length, field.value.length); // go on where a draft ends
  field.focus();
});

// Light markup

const WRAPS = { bold: ["**", "**"], italic: ["_", "_"], code: ["`", "`"], link: ["[", "](https://)"] };
const LINES = { list: () => "- ", numbers: (n) => `${n + 1}. `, quote: () => "> " };

function markup(field, kind) {
  const { selectionStart: start, selectionEnd: end, value } = field;
  const chosen = value.slice(start, end);
  field.focus();
  if (WRAPS[kind]) {
    const [before, after] = WRAPS[kind];
    field.setRangeText(before + chosen + after, start, end, "end");
    const inside = start + before.length;
    if (kind === "link" && chosen) field.setSelectionRange(end + 3, end + 3 + 8); // the address
    else field.setSelectionRange(inside, inside + chosen.length);
  } else {
    const from = value.lastIndexOf("\n", start - 1) + 1;
    const lines = value.slice(from, end).split("\n").map((line, n) => LINES[kind](n) + line);
    const gap = from > 0 && value.slice(0, from).trimEnd().length && !value.slice(0, from).endsWith("\n\n") ? "\n" : "";
    field.setRangeText(gap + lines.join("\n"), from, end, "end");
  }
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-markup]");
  if (button) markup(textOf(formOf(button)), button.dataset.markup);
});

// Preview

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-preview-toggle]");
  if (!button) return;
  const form = formOf(button);
  const place = form.querySelector("[data-preview-place]");
  const on = button.getAttribute("aria-pressed") !== "true";
  if (on) {
    const body = new URLSearchParams({ text: textOf(form).value });
    const response = await fetch(form.dataset.preview, { method: "POST", headers, body }).catch(() => undefined);
    if (!response?.ok) return;
    place.innerHTML = await response.text();
  }
  button.setAttribute("aria-pressed", String(on));
  place.hidden = !on;
  textOf(form).hidden = on;
  if (!on) textOf(form).focus();
});

// Files: chosen, dropped or pasted; pictures may stand in the text.

async function attach(form, files, { inText = false } = {}) {
  const place = form.querySelector(".uploads");
  for (const file of files) {
    const waiting = document.createElement("li");
    waiting.className = "file";
    waiting.textContent = file.name;
    waiting.setAttribute("aria-busy", "true");
    place.append(waiting);
    const body = new FormData();
    body.append("file", file, file.name);
    const response = await fetch(form.dataset.upload, { method: "POST", headers, body }).catch(() => undefined);
    const answer = response ? await response.text() : "";
    if (!response?.ok) {
      waiting.remove();
      const plain = response?.headers.get("Content-Type")?.startsWith("text/plain");
      const words = JSON.parse(document.body.dataset.words);
      const text = plain ? answer : words[`http${response?.status}`] || words.network;
      dispatchEvent(new CustomEvent("toast", { detail: { text } }));
      continue;
    }
    waiting.outerHTML = answer;
    const added = place.lastElementChild;
    if (inText && "picture" in added.dataset) intoText(form, added);
    touched(form);
  }
}

function intoText(form, added) {
  const name = added.dataset.name.replace(/[[\]\\]/g, " ");
  const field = textOf(form);
  field.setRangeText(`![${name}](cid:u${added.dataset.upload})`, field.selectionStart, field.selectionEnd, "end");
}

document.addEventListener("click", ({ target }) => {
  const form = formOf(target);
  if (!form) return;
  const attacher = target.closest("[data-attach]");
  if (attacher) {
    const chooser = form.querySelector("[data-files]");
    chooser.dataset.files = attacher.dataset.attach; // "picture": into the text
    chooser.accept = attacher.dataset.attach === "picture" ? "image/png,image/jpeg,image/gif,image/webp" : "";
    chooser.click();
  }
  const gone = target.closest("[data-remove-upload]")?.closest("[data-upload]");
  if (!gone) return;
  const field = textOf(form);
  field.value = field.value.replace(new RegExp(`!\\[[^\\]\\n]*\\]\\(cid:u${gone.dataset.upload}\\)`, "g"), "");
  gone.remove();
  touched(form);
});

document.addEventListener("change", ({ target }) => {
  if (!target.matches("[data-files]")) return;
  attach(formOf(target), [...target.files], { inText: target.dataset.files === "picture" });
  target.value = "";
});

const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
document.addEventListener("dragover", (event) => {
  const form = formOf(event.target) ?? document.querySelector("#conversation form[data-draft]");
  if (!form || !carriesFiles(event) || !form.querySelector("[data-files]")) return;
  event.preventDefault();
  form.classList.add("dropping");
});
document.addEventListener("dragleave", (event) => event.relatedTarget || stopDropping());
document.addEventListener("drop", (event) => {
  const form = document.querySelector("form.dropping");
  stopDropping();
  if (!form || !carriesFiles(event)) return;
  event.preventDefault();
  attach(form, [...event.dataTransfer.files]);
});

function stopDropping() {
  for (const form of document.querySelectorAll("form.dropping")) form.classList.remove("dropping");
}

document.addEventListener("paste", (event) => {
  const form = formOf(event.target);
  const files = [...(event.clipboardData?.files ?? [])];
  if (!form || !files.length || !form.querySelector("[data-files]")) return;
  event.preventDefault();
  attach(form, files, { inText: true });
});

// Names after an @ in notes: a listbox below the text, moved through with the arrow keys.

let people; // asked for once
let shown = [];
let active = 0;

const asked = (field) => field.value.slice(0, field.selectionStart).match(/(?:^|[\s(])@([\p{L}\p{N}.\-]*(?: [\p{L}\p{N}.\-]*)?)$/u);
const box = (field) => formOf(field)?.querySelector("[role=listbox]");

async function suggest(field) {
  const form = formOf(field);
  if (!form?.dataset.names || !asked(field)) return hide(field);
  if (!people) {
    const response = await fetch(form.dataset.names, { headers: { Accept: "application/json" } }).catch(() => undefined);
    if (!response?.ok) return undefined;
    people = (await response.json()).items;
  }
  const begun = asked(field); // more may have been typed while the names came
  if (!begun) return hide(field);
  const wanted = begun[1].toLowerCase();
  shown = people.filter(({ name }) => name.toLowerCase().split(" ").some((_, n, words) => words.slice(n).join(" ").startsWith(wanted))).slice(0, 8);
  if (!shown.length) return hide(field);
  active = Math.min(active, shown.length - 1);
  box(field).replaceChildren(...shown.map(option));
  box(field).hidden = false;
  field.setAttribute("aria-activedescendant", `name-${active}`);
  return undefined;
}

function option({ name, hint, mark }, n) {
  const row = document.createElement("div");
  row.id = `name-${n}`;
  row.setAttribute("role", "option");
  row.setAttribute("aria-selected", String(n === active));
  const sign = document.createElement("span");
  if (mark) sign.className = `mark ${mark}`;
  const words = document.createElement("span");
  words.textContent = name;
  const small = document.createElement("span");
  small.className = "faint small";
  small.textContent = hint;
  row.append(...(mark ? [sign] : []), words, small);
  return row;
}

function hide(field) {
  const list = box(field);
  active = 0;
  if (!list || list.hidden) return;
  list.hidden = true;
  field.removeAttribute("aria-activedescendant");
}

function take(field, n) {
  const begun = asked(field);
  if (!begun || !shown[n]) return;
  const end = field.selectionStart;
  field.setRangeText(`${shown[n].name} `, end - begun[1].length, end, "end");
  hide(field);
  field.focus();
  touched(formOf(field));
}

document.addEventListener("input", ({ target }) => target.matches("[data-mentions]") && suggest(target));
document.addEventListener("focusout", ({ target }) => target.matches?.("[data-mentions]") && setTimeout(() => hide(target), 150));
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!field.matches?.("[data-mentions]") || !box(field) || box(field).hidden || event.ctrlKey) return;
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by) {
    active = (active + by + shown.length) % shown.length;
    suggest(field);
  } else if (event.key === "Enter" || event.key === "Tab") take(field, active);
  else if (event.key === "Escape") hide(field);
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);
document.addEventListener("pointerdown", (event) => {
  const row = event.target.closest?.(".names [role=option]");
  if (!row) return;
  event.preventDefault(); // the text keeps the focus
  take(formOf(row).elements.text, Number(row.id.split("-")[1]));
});
