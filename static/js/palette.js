// The search as a panel over any page: Ctrl+K, ⌘K or "/" opens it, what is typed goes by POST, arrows go through what was found.
// Without this script the same box in the header leads to the search page.

const palette = document.getElementById("palette");
const PAUSE = 250; // milliseconds without a key
const FEWEST = 2; // letters

const form = palette?.querySelector("form");
const input = form?.elements.q;
const results = palette?.querySelector(".palette-results");
const status = palette?.querySelector("[role=status]");

let timer;
let asking;
let shown = ""; // the text whose results stand there
let from; // what had the focus before

const links = () => [...results.querySelectorAll("a[href]")];

function clear() {
  shown = "";
  results.replaceChildren();
  status.textContent = "";
}

async function ask() {
  const text = input.value.trim();
  asking?.abort();
  if (text.length < FEWEST) return clear();
  asking = new AbortController();
  const body = new URLSearchParams(new FormData(form));
  body.set("partial", "1");
  try {
    const response = await fetch(palette.dataset.url, { method: "POST", body, signal: asking.signal });
    if (!response.ok || response.redirected) return clear();
    results.innerHTML = await response.text();
    shown = text;
    status.textContent = results.querySelector(".found-count")?.textContent ?? "";
  } catch (error) {
    if (error.name !== "AbortError") clear();
  }
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE);
}

function open(text = "") {
  from = document.activeElement;
  palette.showModal();
  input.value = text;
  input.focus();
  if (text) later();
}

function close() {
  clearTimeout(timer);
  asking?.abort();
  input.value = "";
  clear();
  from?.focus();
}

// Enter in the box opens what is found first, if what stands there was found by what is typed; otherwise it asks the search page.
function onEnter(event) {
  const first = links()[0];
  if (event.key !== "Enter" || event.isComposing || !first || shown !== input.value.trim()) return;
  event.preventDefault();
  first.click();
}

function onKey(event) {
  if (event.key === "Escape") {
    event.preventDefault(); // the browser would only empty the box
    palette.close();
    return;
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const places = [input, ...links()];
  const here = places.indexOf(document.activeElement);
  if (here < 0) return;
  event.preventDefault();
  places[(here + step + places.length) % places.length].focus();
}

const writing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

function onGlobalKey(event) {
  const called = (event.ctrlKey || event.metaKey) && event.code === "KeyK";
  const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !writing(event.target);
  if (!called && !slash) return;
  event.preventDefault();
  if (!palette.open) open();
}

if (palette) {
  input.addEventListener("input", later);
  input.addEventListener("keydown", onEnter);
  palette.addEventListener("keydown", onKey);
  palette.addEventListener("close", close);
  palette.addEventListener("click", (event) => event.target === palette && palette.close());
  document.addEventListener("keydown", onGlobalKey);
}
