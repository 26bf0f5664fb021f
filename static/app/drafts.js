// Drafts: nothing typed is lost. Everything works without this file.
// A draft belongs to one person and one object, and holds of each field what stood there and what was typed. It goes when
// it was sent, when the person says “Not now”, and with everything else when they sign out, here or in another tab.
// A form with data-draft-server keeps its draft on the server; here lies only what the server does not have yet, and the
// fields with data-draft-sealed lie here encrypted, with a key that no script can read and that goes at sign-out.
const $ = (selector, within = document) => within.querySelector(selector);
const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
const on = (type, handler, options) => document.addEventListener(type, handler, options);
const closest = (event, selector) => (event.target instanceof Element ? event.target.closest(selector) : null);
const store = {
  get(key) { try { return localStorage.getItem(key); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(key, value); } catch { /* full or forbidden: go on */ } },
  remove(key) { try { localStorage.removeItem(key); } catch { /* same */ } },
};
const parsed = (text) => { try { return JSON.parse(text ?? "null"); } catch { return null; } };

const USER = document.body.dataset.user ?? "";
const DRAFT = "draft:";
const PLACE = location.pathname.match(/^\/o\/[^/]+/)?.[0] ?? "";
const draftNamed = (name) => `${DRAFT}${USER}:${PLACE}:${name}`;
const draftKey = (form) => draftNamed(form.dataset.draft);
const isMine = () => USER && store.get("drafts-of") === USER;

// --- The key of this device -------------------------------------------------------------------------
const KEYS = "throughline-drafts";
function keys(mode, act) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(KEYS, 1);
    opening.addEventListener("upgradeneeded", () => opening.result.createObjectStore("keys"));
    opening.addEventListener("error", () => reject(opening.error));
    opening.addEventListener("success", () => {
      const database = opening.result;
      // Another tab signs out: nothing of this one stands in the way.
      database.addEventListener("versionchange", () => database.close());
      const asked = act(database.transaction("keys", mode).objectStore("keys"));
      asked.addEventListener("success", () => { database.close(); resolve(asked.result); });
      asked.addEventListener("error", () => { database.close(); reject(asked.error); });
    });
  });
}
async function deviceKey(isMade) {
  if (!globalThis.crypto?.subtle || !globalThis.indexedDB) return null;
  try {
    const known = await keys("readonly", (box) => box.get(USER));
    if (known || !isMade) return known ?? null;
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    await keys("readwrite", (box) => box.put(made, USER));
    return made;
  } catch { return null; }
}
function forgetKeys() {
  try { indexedDB.deleteDatabase(KEYS); } catch { /* forbidden: there was none */ }
}
const asText = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
const asBytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
async function seal(values) {
  const key = await deviceKey(true);
  if (!key) return null;
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const text = new TextEncoder().encode(JSON.stringify(values));
  const bytes = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, text));
  let packed = "";
  for (let from = 0; from < bytes.length; from += 4096) packed += String.fromCharCode(...bytes.subarray(from, from + 4096));
  return { iv: asText(iv), data: btoa(packed) };
}
async function unseal(sealed) {
  const key = sealed && await deviceKey(false);
  if (!key) return {};
  try {
    const bytes = await crypto.subtle.decrypt({ name: "AES-GCM", iv: asBytes(sealed.iv) }, key, asBytes(sealed.data));
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch { return {}; }
}

// --- What a form holds -------------------------------------------------------------------------------
const discarded = new WeakSet();
const waiting = new WeakMap(); // until it is kept here
const states = new WeakMap(); // by form with a draft on the server: { number, sent, seen, kept, timer, abort }
let submitted = new WeakSet(); // on their way: what is typed is not sent beside them
const draftable = (field) => field.name && !["password", "hidden", "file", "submit", "button", "reset"].includes(field.type) &&
  !/csrf|password|otp|token/i.test(field.name) && !field.closest("[data-draft-ignore]");
const isSealed = (field) => field.closest("[data-draft-sealed]") !== null;
const isTick = (field) => field.type === "checkbox" || field.type === "radio";
const isMultiple = (field) => field instanceof HTMLSelectElement && field.multiple;
const stoodThere = (field) => (field instanceof HTMLSelectElement ? ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value ?? "" : field.defaultValue);
const total = (box) => $('input[name$="-TOTAL_FORMS"]', box);
function typedIn(form, wanted) {
  const values = {};
  for (const field of form.elements) {
    if (!draftable(field) || !wanted(field)) continue;
    if (isTick(field)) {
      if (field.checked !== field.defaultChecked) (values[field.name] ??= []).push([field.value, field.checked]);
    } else if (isMultiple(field)) {
      const chosen = [...field.selectedOptions].map((option) => option.value);
      if (chosen.length) values[field.name] = chosen;
    } else if (field.value !== stoodThere(field)) values[field.name] = { was: stoodThere(field), now: field.value };
  }
  return values;
}
const rowsOf = (form) => Object.fromEntries($$('input[name$="-TOTAL_FORMS"]', form).map((field) => [field.name, field.value]));
// A page that came back with errors shows what was typed as what stood there: what really did is known from the draft.
function typedSince(form, wanted) {
  const values = typedIn(form, wanted);
  for (const [name, kept] of Object.entries(states.get(form)?.kept ?? {})) {
    const field = [form.elements[name]].flat()[0];
    if (!(field instanceof Element) || !wanted(field)) continue;
    if (values[name]?.now !== undefined && kept.was !== undefined) values[name].was = kept.was;
    else values[name] ??= kept;
  }
  return values;
}
const hasAny = (values) => Object.keys(values).length > 0;

// --- Kept on this device -----------------------------------------------------------------------------
function draftKeys() {
  try { return Object.keys(localStorage).filter((key) => key.startsWith(DRAFT)); } catch { return []; }
}
function dropDrafts(isKept) {
  for (const key of draftKeys()) if (!isKept(key)) store.remove(key);
}
// Whoever signs in on this device finds nothing of anybody else; a tab left open after a sign-out keeps nothing.
function claimDrafts() {
  if (!USER) return;
  const before = store.get("drafts-of");
  if (before && before !== USER) forgetKeys();
  dropDrafts((key) => key.startsWith(`${DRAFT}${USER}:`));
  store.set("drafts-of", USER);
}
function forgetDrafts() {
  store.remove("drafts-of");
  store.remove("device");
  dropDrafts(() => false);
  forgetKeys();
  for (const form of $$("form[data-draft]")) stop(form);
}
function stop(form) {
  discarded.add(form);
  clearTimeout(waiting.get(form));
  const state = states.get(form);
  clearTimeout(state?.timer);
  state?.abort?.abort();
}
function saveDraft(form) {
  if (discarded.has(form) || !isMine()) return;
  const rows = rowsOf(form);
  const open = typedSince(form, (field) => !isSealed(field));
  const secret = typedSince(form, isSealed);
  const key = draftKey(form);
  const state = states.get(form);
  const number = state?.number;
  if (!hasAny(open) && !hasAny(secret)) return store.remove(key);
  const kept = { values: open, rows };
  // What was sealed before stays until it is sealed anew, in a moment.
  const before = parsed(store.get(key))?.sealed;
  if (hasAny(secret) && before) kept.sealed = before;
  if (hasAny(open) || kept.sealed) store.set(key, JSON.stringify(kept));
  if (hasAny(secret)) {
    seal(secret).then((sealed) => {
      if (sealed && isMine() && !discarded.has(form) && state?.number === number && state.sent < number) {
        store.set(key, JSON.stringify({ ...kept, sealed }));
      }
    });
  }
}

// --- Kept on the server ------------------------------------------------------------------------------
function device() {
  let name = store.get("device");
  if (!name) store.set("device", name = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join(""));
  return name;
}
// As the page's own times are: on 24 hours, in the person's zone.
function timeOf(form, text) {
  const told = (moment, how) => new Intl.DateTimeFormat(document.documentElement.lang, { timeZone: words(form, "zone", undefined), ...how }).format(moment);
  const day = (moment) => told(moment, { day: "numeric", month: "long" });
  const moment = new Date(text);
  const clock = told(moment, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return day(moment) === day(new Date()) ? clock : `${day(moment)}, ${clock}`;
}
// The page's own words, in its language.
const words = (form, name, otherwise = "") => $("[data-draft-state]", form)?.dataset[name] ?? otherwise;
function tell(form, name, time = "") {
  const place = $("[data-draft-state]", form);
  if (place) place.textContent = words(form, name).replace("{time}", time);
}
function addressOf(form) {
  const [, name, subject] = form.dataset.draft.match(/^([a-z]+)-(.+)$/);
  return `${PLACE}/drafts/${name}/${subject}/`;
}
const tokenOf = (form) => $('input[name="csrfmiddlewaretoken"]', form)?.value ?? "";
async function sendDraft(form, isLeaving = false) {
  const state = states.get(form);
  if (!state || discarded.has(form) || submitted.has(form) || !isMine()) return;
  clearTimeout(state.timer);
  const number = state.number;
  if (state.sent >= number) return;
  const values = typedSince(form, () => true);
  state.abort?.abort();
  if (!hasAny(values)) {
    state.sent = number;
    tell(form, "nothing");
    await dropOnServer(form);
    return;
  }
  const abort = (state.abort = new AbortController());
  const body = JSON.stringify({ user: USER, device: device(), values, rows: rowsOf(form) });
  const asked = { method: "PUT", body, headers: { "Content-Type": "application/json", "X-CSRFToken": tokenOf(form) }, redirect: "manual", signal: abort.signal };
  // What outlives its page has to be small.
  asked.keepalive = isLeaving && new Blob([body]).size < 60_000;
  try {
    const response = await fetch(addressOf(form), asked);
    if (!response.ok) {
      tell(form, response.status === 413 ? "tooLong" : "failed");
      return;
    }
    const { saved_at: at } = await response.json();
    state.seen = at;
    state.sent = Math.max(state.sent, number);
    if (state.number === number) store.remove(draftKey(form));
    tell(form, "saved", timeOf(form, at));
  } catch (error) {
    if (error.name !== "AbortError") tell(form, "offline");
  }
}
function dropOnServer(form) {
  const state = states.get(form);
  if (!state) return Promise.resolve();
  const url = new URL(addressOf(form), location.href);
  url.searchParams.set("device", device());
  url.searchParams.set("seen", state.seen ?? "");
  return fetch(url, { method: "DELETE", headers: { "X-CSRFToken": tokenOf(form) }, redirect: "manual", keepalive: true }).catch(() => {});
}
function discardDraft(form) {
  stop(form);
  store.remove(draftKey(form));
  return dropOnServer(form);
}

// --- Bringing it back --------------------------------------------------------------------------------
// What somebody else changed meanwhile stays; the person's own words stand below it to be copied.
function showLost(field, typed) {
  const box = document.createElement("details");
  box.open = true;
  const summary = document.createElement("summary");
  summary.textContent = "This changed since you typed. What you had typed:";
  const text = document.createElement("p");
  text.className = "prewrap";
  text.textContent = typed;
  box.append(summary, text);
  (field.closest(".field") ?? field.parentElement)?.append(box);
}
function restoreField(field, value) {
  if (isTick(field)) {
    const saved = Array.isArray(value) && value.find(([of]) => of === field.value);
    if (!saved || field.checked === saved[1]) return false;
    field.checked = saved[1];
  } else if (isMultiple(field)) {
    if (!Array.isArray(value) || field.selectedOptions.length) return false;
    for (const option of field.options) option.selected = value.includes(option.value);
  } else {
    if (typeof value?.now !== "string" || field.value === value.now) return false;
    if (field.value !== value.was) {
      if (value.now) showLost(field, value.now);
      return false;
    }
    field.value = value.now;
    field.dispatchEvent(new Event("change", { bubbles: false }));
  }
  for (let fold = field.closest("details"); fold; fold = fold.parentElement?.closest("details")) fold.open = true;
  return true;
}
function restore(form, draft, said) {
  const focused = document.activeElement;
  for (const box of $$("[data-rows]", form)) {
    const count = total(box);
    const wanted = Math.min(Number(draft.rows?.[count?.name] ?? 0), 100);
    while (Number(count?.value ?? wanted) < wanted) {
      const before = count.value;
      $("[data-row-add]", box)?.click();
      if (count.value === before) break;
    }
  }
  let restored = false;
  for (const field of form.elements) {
    if (draftable(field) && draft.values[field.name] !== undefined && restoreField(field, draft.values[field.name])) restored = true;
  }
  for (const box of $$("[data-rows]", form)) for (const row of $$("[data-row]", box)) if ($('input[name$="-DELETE"]:checked', row)) row.hidden = true;
  if (document.activeElement !== focused) document.activeElement?.blur?.();
  if (restored) noteRestored(form, said);
  return restored;
}
function noteRestored(form, said) {
  const note = document.createElement("p");
  note.className = "flash flash-info draft-note";
  note.setAttribute("role", "status");
  const text = document.createElement("span");
  text.textContent = said;
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "btn btn-sm";
  drop.dataset.draftDrop = "";
  drop.textContent = words(form, "discard", "Discard it");
  note.append(text, " ", drop);
  // A draft comes late, by this script or from the server: nothing may move then.
  form.append(note);
}
const backHere = (form) => form.dataset.draftMessage ?? "What you had typed here is back; it is not saved yet.";
async function restoreDraft(form) {
  const kept = parsed(store.get(draftKey(form)));
  if (form.dataset.draftServer === undefined) {
    if (kept?.values) restore(form, kept, backHere(form));
    return;
  }
  states.set(form, { number: 0, sent: 0, seen: "" });
  // What lies here still is what the server has not got: it is the newest.
  const here = kept?.values ? { ...kept, values: { ...kept.values, ...await unseal(kept.sealed) } } : null;
  let there = null;
  try {
    const response = await fetch(addressOf(form), { headers: { Accept: "application/json" }, redirect: "manual" });
    if (response.ok) there = (await response.json()).draft;
  } catch { /* offline: what lies here is enough */ }
  const state = states.get(form);
  if (there) state.seen = there.saved_at;
  if (form.dataset.draftBound !== undefined) {
    state.kept = here?.values ?? there?.values ?? {};
    state.number += 1;
    await sendDraft(form);
  } else if (here && hasAny(here.values)) {
    if (restore(form, here, backHere(form))) {
      state.number += 1;
      await sendDraft(form);
    } else store.remove(draftKey(form));
  } else if (there?.values) {
    restore(form, there, words(form, "back", backHere(form)).replace("{time}", timeOf(form, there.saved_at)));
  }
}

// A draft that was sent has done its work when the next page of the product comes and is not the same form again.
const SENT = "drafts-sent";
const sentDrafts = () => { try { return JSON.parse(sessionStorage.getItem(SENT) ?? "[]"); } catch { return []; } };
function noteSent(form) {
  try { sessionStorage.setItem(SENT, JSON.stringify([...new Set([...sentDrafts(), form.dataset.draft])])); } catch { /* full or forbidden */ }
}
function dropSentDrafts() {
  const sent = sentDrafts();
  if (!sent.length) return;
  if ($(".rail")) for (const name of sent) if (!$(`form[data-draft="${CSS.escape(name)}"]`)) store.remove(draftNamed(name));
  try { sessionStorage.removeItem(SENT); } catch { /* same */ }
}
// The server drops its own draft in the transaction that writes the form; it is told which.
function nameDraft(form) {
  const state = states.get(form);
  if (!state) return;
  for (const [name, value] of [["draft_device", device()], ["draft_seen", state.seen ?? ""]]) {
    const field = $(`input[name="${name}"]`, form) ?? form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name }));
    field.value = value;
  }
}

// --- Events ------------------------------------------------------------------------------------------
const drafted = () => $$("form[data-draft]");
function keepNow(form) {
  if (!waiting.has(form)) return;
  clearTimeout(waiting.get(form));
  waiting.delete(form);
  saveDraft(form);
}
const flush = () => Promise.all(drafted().map((form) => { keepNow(form); return sendDraft(form, true); }));
on("input", (event) => {
  const form = closest(event, "form[data-draft]");
  if (!form) return;
  clearTimeout(waiting.get(form));
  waiting.set(form, setTimeout(() => keepNow(form), 250));
  const state = states.get(form);
  if (!state) return;
  clearTimeout(state.timer);
  state.number += 1;
  state.timer = setTimeout(() => sendDraft(form), 1500);
});
on("focusout", (event) => {
  const form = closest(event, "form[data-draft-server]");
  if (form && states.has(form)) sendDraft(form);
});
on("submit", (event) => {
  if (event.target.matches("form[data-draft]")) {
    clearTimeout(waiting.get(event.target));
    waiting.delete(event.target);
    saveDraft(event.target);
    const state = states.get(event.target);
    clearTimeout(state?.timer);
    state?.abort?.abort();
    nameDraft(event.target);
    noteSent(event.target);
    submitted.add(event.target);
  }
  if (event.target.matches('form[action$="/logout/"]')) {
    event.preventDefault();
    // What was just typed is on its way; a slow network keeps nobody signed in.
    const soon = new Promise((done) => { setTimeout(done, 1500); });
    Promise.race([flush(), soon]).finally(() => { forgetDrafts(); event.target.submit(); });
  }
});
addEventListener("pageshow", (event) => { if (event.persisted) submitted = new WeakSet(); });
on("click", (event) => {
  const drop = closest(event, "[data-draft-drop]");
  if (drop) return discardDraft(drop.closest("form")).finally(() => location.assign(location.href));
  const leave = closest(event, "form[data-draft] .form-actions a[href]");
  if (leave) discardDraft(leave.closest("form"));
});
on("visibilitychange", () => { if (document.visibilityState === "hidden") flush(); });
addEventListener("pagehide", flush);
addEventListener("online", () => { for (const form of drafted()) sendDraft(form); });
addEventListener("offline", () => { for (const form of drafted()) if (states.get(form)?.number > states.get(form)?.sent) tell(form, "offline"); });
// Signed out in another tab: this one keeps nothing either.
addEventListener("storage", (event) => {
  if (!USER || (event.key !== null && event.key !== "drafts-of") || isMine()) return;
  for (const form of drafted()) stop(form);
  forgetKeys();
});

const ready = new WeakSet();
function setUp(root) {
  const forms = [...(root instanceof Element && root.matches("form[data-draft]") ? [root] : []), ...$$("form[data-draft]", root)];
  for (const form of forms) if (!ready.has(form)) { ready.add(form); restoreDraft(form); }
}
on("htmx:afterSettle", (event) => {
  const root = event.detail?.elt ?? event.target;
  if (root instanceof Element) setUp(root);
});

claimDrafts();
dropSentDrafts();
setUp(document);
