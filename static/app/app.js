// Small habits of the interface. Everything works without this file; it only makes it quicker.
const $ = (selector, within = document) => within.querySelector(selector);
const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
const on = (type, handler, options) => document.addEventListener(type, handler, options);
const closest = (event, selector) => (event.target instanceof Element ? event.target.closest(selector) : null);

const store = {
  get(key) { try { return localStorage.getItem(key); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(key, value); } catch { /* full or forbidden: go on */ } },
  remove(key) { try { localStorage.removeItem(key); } catch { /* same */ } },
};

function announce(message) {
  const live = $("#live");
  if (!live || !message) return;
  live.textContent = "";
  setTimeout(() => { live.textContent = message; }, 50); // a change, even of the same words
}

// --- Theme: system, light, dark ---------------------------------------------------------------
const THEMES = ["system", "light", "dark"];
function showTheme() {
  const theme = store.get("theme") ?? "system";
  for (const button of $$("button[data-theme-switch]")) {
    button.dataset.theme = theme;
    const label = $("[data-theme-label]", button);
    const word = button.dataset[`label${theme[0].toUpperCase()}${theme.slice(1)}`] ?? theme;
    if (label) label.textContent = word;
    else button.setAttribute("aria-label", `${button.dataset.label ?? "Theme"}: ${word}`);
  }
}
function nextTheme() {
  const theme = THEMES[(THEMES.indexOf(store.get("theme") ?? "system") + 1) % THEMES.length];
  if (theme === "system") {
    store.remove("theme");
    delete document.documentElement.dataset.theme;
  } else {
    store.set("theme", theme);
    document.documentElement.dataset.theme = theme;
  }
  showTheme();
}

// --- Rows of a Django formset -----------------------------------------------------------------
// [data-rows] holds the management form, [data-rows-list] (or itself) the [data-row]s and a <template>.
const total = (box) => $('input[name$="-TOTAL_FORMS"]', box);
function addRow(box) {
  const template = $("template", box);
  const count = total(box);
  if (!template || !count) return;
  const index = Number(count.value);
  const max = Number($('input[name$="-MAX_NUM_FORMS"]', box)?.value || 1000);
  if (index >= max) return;
  const holder = document.createElement("template");
  holder.innerHTML = template.innerHTML.replaceAll("__prefix__", String(index));
  const row = holder.content.firstElementChild;
  const list = $("[data-rows-list]", box);
  if (list) list.append(holder.content);
  else template.before(holder.content);
  count.value = String(index + 1);
  setUp(row);
  window.htmx?.process(row);
  $("input:not([type=hidden]), select, textarea", row)?.focus();
  box.dispatchEvent(new Event("input", { bubbles: true }));
}
function removeRow(box, row) {
  const rows = $$("[data-row]", box).filter((other) => !other.hidden);
  const next = rows[rows.indexOf(row) + 1] ?? rows[rows.indexOf(row) - 1];
  const remove = $('input[name$="-DELETE"]', row);
  if (remove) { // known to the server, or can_delete: it is told, and the numbering has no gap
    if (remove.type === "checkbox") remove.checked = true;
    else remove.value = "on";
  } else {
    for (const field of $$("input:not([type=hidden]), select, textarea", row)) {
      if (field.type === "checkbox" || field.type === "radio") field.checked = false;
      else field.value = "";
      field.required = false;
    }
  }
  for (const field of $$("[required]", row)) field.required = false;
  row.hidden = true;
  const undo = remove && offerUndo(box, row, remove);
  const target = undo ?? (next && $("input:not([type=hidden]), select, textarea", next)) ?? $("[data-row-add]", box);
  target?.focus();
  box.dispatchEvent(new Event("input", { bubbles: true }));
}
// Where the box has the words for it: [data-row-undo] is the button's, [data-row-removed] says what happened.
function offerUndo(box, row, remove) {
  if (!box.dataset.rowUndo) return null;
  $("[data-row-undone]", box)?.remove();
  const note = document.createElement("p");
  note.className = "cluster small";
  note.dataset.rowUndone = "";
  const undo = document.createElement("button");
  undo.type = "button";
  undo.className = "btn btn-sm";
  undo.textContent = box.dataset.rowUndo;
  undo.addEventListener("click", () => {
    if (remove.type === "checkbox") remove.checked = false;
    else remove.value = "";
    row.hidden = false;
    note.remove();
    firstField(row)?.focus();
    box.dispatchEvent(new Event("input", { bubbles: true }));
  });
  note.append(box.dataset.rowRemoved ?? "", " ", undo);
  row.after(note);
  announce(box.dataset.rowRemoved);
  return undo;
}
const firstField = (row) => $("input:not([type=hidden], [type=checkbox]), select, textarea", row);
// Enter goes on to the next row, and makes one after the last; from an empty row it goes to what sends the form.
function enterRow(event) {
  const box = closest(event, "[data-rows-enter]");
  const row = box && closest(event, "[data-row]");
  if (!row || event.isComposing || !event.target.matches("input:not([type=checkbox], [type=radio])")) return false;
  event.preventDefault();
  const rows = $$("[data-row]", box).filter((other) => !other.hidden);
  const next = rows[rows.indexOf(row) + 1];
  if (next) firstField(next)?.focus();
  else if (firstField(row)?.value.trim()) addRow(box);
  else $("button:not([type=button])", row.closest("form"))?.focus();
  return true;
}

// --- Bulk select ------------------------------------------------------------------------------
// [data-bulk] holds the table; its bar is inside it or named by data-bulk-bar="#id".
function showBulk(box) {
  const boxes = $$('tbody input[type="checkbox"]:not([data-bulk-ignore])', box);
  const chosen = boxes.filter((item) => item.checked).length;
  for (const all of $$('thead input[type="checkbox"], input[data-bulk-all]', box)) {
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  }
  const bar = (box.dataset.bulkBar && $(box.dataset.bulkBar)) || $(".bulk-bar", box) || $(".bulk-bar", box.parentElement ?? box) || $(".bulk-bar", box.closest("form") ?? box);
  if (!bar) return;
  bar.hidden = chosen === 0;
  for (const count of $$("[data-bulk-count]", bar)) count.textContent = String(chosen);
}

// --- Everything that must be set up, on load and in what htmx brings -----------------------------
const showOutput = (range) => {
  const output = document.getElementById(range.dataset.output);
  if (output) output.value = range.value;
};
function setUp(root) {
  const within = (selector) => [...(root instanceof Element && root.matches(selector) ? [root] : []), ...$$(selector, root)];
  within('input[type="range"][data-output]').forEach(showOutput);
  within("[data-bulk]").forEach(showBulk);
  // Rows have a button for it; without this script the checkbox is what removes one.
  within('[data-row] input[name$="-DELETE"]').forEach((box) => { box.tabIndex = -1; });
  // Only for messages that need no answer; it waits while someone is reading.
  for (const flash of within(".flash[data-autohide]")) {
    const leave = () => (flash.matches(":hover, :focus-within") ? setTimeout(leave, 2000) : flash.remove());
    setTimeout(leave, 8000);
  }
  showTheme();
}

// --- Events ---------------------------------------------------------------------------------------
on("click", async (event) => {
  for (const menu of $$("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;

  if (closest(event, "button[data-theme-switch]")) return nextTheme();

  const opener = closest(event, "[data-dialog-open]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialogOpen);
    if (dialog?.showModal && !dialog.open) { event.preventDefault(); dialog.showModal(); }
    return;
  }
  if (closest(event, "[data-dialog-close]")) { event.preventDefault(); return closest(event, "dialog")?.close(); }
  if (event.target instanceof HTMLDialogElement && event.target.matches(".modal-card")) { // the backdrop
    const box = event.target.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside && event.detail) event.target.close();
    return;
  }

  if (closest(event, "[data-dismiss]")) return closest(event, ".flash")?.remove();

  const copy = closest(event, "[data-copy-target]");
  if (copy) {
    const source = $(copy.dataset.copyTarget);
    const text = source ? ("value" in source ? source.value : source.textContent.trim()) : "";
    try {
      await navigator.clipboard.writeText(text);
      announce(copy.dataset.copied ?? "Copied.");
    } catch {
      if (source) getSelection()?.selectAllChildren(source);
      announce(copy.dataset.copyFailed ?? "Select the text and copy it with your keyboard.");
    }
    return;
  }

  const box = closest(event, "[data-rows]");
  if (box && closest(event, "[data-row-add]")) { event.preventDefault(); addRow(box); }
  else if (box && closest(event, "[data-row-remove]")) { event.preventDefault(); removeRow(box, closest(event, "[data-row]")); }
});

on("change", (event) => {
  const field = event.target;
  if (field.matches?.("[data-autosubmit]")) field.form?.requestSubmit();
  const bulk = closest(event, "[data-bulk]");
  if (bulk && field.type === "checkbox") {
    if (field.matches("thead input, [data-bulk-all]")) for (const item of $$('tbody input[type="checkbox"]:not([data-bulk-ignore], :disabled)', bulk)) item.checked = field.checked;
    showBulk(bulk);
  }
});

on("input", (event) => {
  if (event.target.matches?.('input[type="range"][data-output]')) showOutput(event.target);
});

on("keydown", (event) => {
  if (event.key === "Enter" && enterRow(event)) return;
  if (event.key === "Escape") {
    const menu = closest(event, "details.menu[open]") ?? $("details.menu[open]");
    if (menu) { menu.open = false; $("summary", menu)?.focus(); }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || closest(event, "input, select, textarea, [contenteditable]")) return;
  if (event.key === "/") {
    const search = $("[data-search], .topbar-search input, input[type=search]");
    if (search) { event.preventDefault(); search.focus(); search.select?.(); }
  } else if (event.key === "?") {
    const keys = $("dialog#keys");
    if (keys && !keys.open && !$("dialog[open]")) { event.preventDefault(); keys.showModal(); }
  } else if (!$("dialog[open]")) pressKey(event);
});
// --- Keys of a list: [data-keys] holds rows with one [data-key-open] link each; [data-key] is what a key presses ---
const NEXT = "keys-next";
function goOnWithKeys() {
  let next;
  try { next = sessionStorage.getItem(NEXT); sessionStorage.removeItem(NEXT); } catch { return; }
  const links = $$("[data-keys] [data-key-open]");
  if (next) (links.find((link) => link.getAttribute("href") === next) ?? links[0])?.focus();
}
function pressKey(event) {
  const list = $("[data-keys]");
  const links = list ? $$("[data-key-open]", list) : [];
  const place = links.indexOf(document.activeElement);
  const tick = (link) => $('input[type="checkbox"]', link.closest("tr"));
  if (links.length && (event.key === "j" || event.key === "k")) {
    event.preventDefault();
    links[Math.max(0, Math.min(links.length - 1, place + (event.key === "j" ? 1 : place < 0 ? 1 : -1)))].focus();
  } else if (event.key === " " && place >= 0) {
    event.preventDefault();
    tick(links[place])?.click();
  } else {
    const target = /^[a-z]$/.test(event.key) && $(`[data-key="${event.key}"]`);
    if (!target) return;
    event.preventDefault();
    const isAnyTicked = list?.contains(target) && $$("tbody input:checked", list).length;
    if (list?.contains(target) && !isAnyTicked && place >= 0) tick(links[place]).checked = true;
    const next = links[place + 1] ?? links[place - 1];
    if (list?.contains(target) && next) try { sessionStorage.setItem(NEXT, next.getAttribute("href")); } catch { /* forbidden */ }
    target.click();
  }
}
on("focusout", (event) => {
  const menu = closest(event, "details.menu[open]");
  if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
});

on("htmx:afterSettle", (event) => {
  const root = event.detail?.elt ?? event.target;
  if (!(root instanceof Element)) return;
  setUp(root);
  const target = root.matches("[data-focus]") ? root : $("[data-focus]", root);
  if (!target) return;
  if (!target.matches("a[href], button, input, select, textarea, [tabindex]")) target.tabIndex = -1;
  target.focus();
  announce(target.dataset.focus || "");
});

// --- Drafts: their script comes where something can be typed, or where something typed lies here -------
const DRAFTS = $("script[data-drafts]")?.dataset.drafts;
function liesHere() {
  try { return "drafts-sent" in sessionStorage || Object.keys(localStorage).some((key) => key.startsWith("draft")); } catch { return false; }
}
function bringDrafts(root) {
  if (DRAFTS && ($("form[data-draft]", root) || liesHere())) import(DRAFTS);
}
on("htmx:afterSettle", () => bringDrafts(document));

setUp(document);
goOnWithKeys();
bringDrafts(document);
