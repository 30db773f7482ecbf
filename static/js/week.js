// The school's week on a poor connection: what is chosen stays on the device, by the opaque key of the case, until the server has
// taken it. It is sent when there is a way; each card has a token, so that what arrives twice counts once.

const form = document.querySelector("[data-week]");
const PLACE = "week"; // in the storage of the device; site.js empties it at sign-out and for another account
const FIELDS = ["attendance", "note", "unsafe", "token", "chosen_on"];
const KEPT_FOR = 7 * 24 * 60 * 60 * 1000;
const PATIENCE = 30_000; // milliseconds for one answer
const AGAIN = 20_000;

const cards = new Map([...(form?.querySelectorAll("[data-card]") ?? [])].map((card) => [card.dataset.card, card]));
const said = form?.querySelector(".week-said");
let kept = {}; // by card: its fields, when it was written, and whether it waits to be sent
let sending = false;
let timer;

const newToken = () => [...crypto.getRandomValues(new Uint32Array(4))].map((one) => one.toString(36)).join("-");
const today = () => new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Bangkok" }).format(new Date());
const box = (key, name) => form.elements[`${key}-${name}`];
const waiting = () => Object.entries(kept).filter(([, one]) => one.waits);

function read() {
  try {
    const found = JSON.parse(localStorage.getItem(PLACE)) ?? {};
    const young = Object.entries(found.cards ?? {}).filter(([, one]) => Date.now() - one.at < KEPT_FOR);
    return found.whose === form.dataset.week ? Object.fromEntries(young) : {};
  } catch {
    return {};
  }
}

function write() {
  try {
    if (Object.keys(kept).length) localStorage.setItem(PLACE, JSON.stringify({ whose: form.dataset.week, cards: kept }));
    else localStorage.removeItem(PLACE);
  } catch {
    // a device that keeps nothing: it stays as long as the page is open
  }
}

function show(key, words, kind = "") {
  const state = cards.get(key).querySelector(".pupil-state");
  state.textContent = words;
  state.className = `pupil-state ${kind}`;
  state.hidden = !words;
}

function say(...words) {
  const count = waiting().length;
  if (count) words.push(form.dataset.waiting.replace("{count}", count));
  said.textContent = words.filter(Boolean).join(" · ");
}

// Other words than those on their way are another report: the first may have arrived.
function keep(key, waits = kept[key]?.waits ?? false) {
  const typed = Object.fromEntries(FIELDS.map((name) => [name, box(key, name).value]));
  typed.unsafe = box(key, "unsafe").checked ? box(key, "unsafe").value : "";
  kept[key] = { ...typed, at: Date.now(), waits };
}

function isFilled(key) {
  const { disabled } = cards.get(key);
  return !disabled && Boolean(box(key, "attendance").value || box(key, "note").value || box(key, "unsafe").checked);
}

function change({ target }) {
  const key = target.closest("[data-card]")?.dataset.card;
  if (!key) return;
  if (kept[key]?.waits) box(key, "token").value = newToken();
  box(key, "chosen_on").value = today();
  keep(key);
  if (!kept[key].waits) show(key, "");
  write();
}

function restore(key, one) {
  for (const name of FIELDS) if (name !== "unsafe") box(key, name).value = one[name];
  box(key, "unsafe").checked = Boolean(one.unsafe);
  const card = cards.get(key);
  card.querySelector("details").open ||= Boolean(one.note);
  card.parentElement.closest("details")?.setAttribute("open", "");
  if (one.waits) show(key, form.dataset.waits);
}

function body() {
  const sent = new FormData();
  sent.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  for (const [key, one] of waiting()) for (const name of FIELDS) sent.set(`${key}-${name}`, one[name]);
  return sent;
}

function take(key) {
  const card = cards.get(key);
  const words = card.querySelector(":checked + span").textContent;
  delete kept[key];
  card.disabled = true; // the browser sends nothing of it any more
  show(key, `${form.dataset.taken}: ${words}`, "is-sent");
}

function refuse(key, why) {
  kept[key].waits = false;
  show(key, why, "field-error");
}

function later(words) {
  say(words);
  timer = setTimeout(send, AGAIN);
}

function end() {
  said.textContent = form.dataset.ended;
  form.querySelector("[data-again]").hidden = false;
}

function settle(sent, { taken, refused, said: words }) {
  const asSent = (key) => kept[key]?.token === sent.get(`${key}-token`);
  const back = Object.keys(refused).filter(asSent);
  taken.filter(asSent).forEach(take);
  back.forEach((key) => refuse(key, refused[key]));
  write();
  say(words, back.length ? form.dataset.refused.replace("{count}", back.length) : "");
  const left = document.querySelector("[data-left]");
  if (left) left.textContent = left.dataset.left.replace("{left}", form.querySelectorAll(":scope > .pupil:not([disabled])").length);
}

async function send() {
  clearTimeout(timer);
  if (sending || !waiting().length) return;
  sending = true;
  say(form.dataset.sending);
  const sent = body();
  try {
    const headers = { Accept: "application/json" };
    const answer = await fetch(form.action, { method: "POST", body: sent, headers, signal: AbortSignal.timeout(PATIENCE) });
    if (answer.redirected || (answer.status >= 400 && answer.status < 500)) end();
    else if (answer.ok) settle(sent, await answer.json());
    else later(form.dataset.failed);
  } catch {
    later(form.dataset.offline);
  }
  sending = false;
}

function submit(event) {
  const filled = [...cards.keys()].filter(isFilled);
  if (!filled.length) return; // the server says what to do
  event.preventDefault();
  event.stopPropagation();
  for (const key of filled) {
    keep(key, true);
    show(key, form.dataset.waits);
  }
  write();
  send();
}

if (form) {
  const found = read();
  kept = Object.fromEntries(Object.entries(found).filter(([key]) => cards.has(key)));
  Object.entries(kept).forEach(([key, one]) => restore(key, one));
  write();
  if (Object.keys(found).some((key) => !cards.has(key) && found[key].waits)) say(form.dataset.gone);
  form.addEventListener("input", change);
  form.addEventListener("submit", submit);
  addEventListener("online", send);
  send();
}
