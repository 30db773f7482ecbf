// While a child is named in a report, children who may be the same are shown beside it. Nothing is blocked, and nothing typed
// stands in an address: it goes by POST, and a piece of the page comes back.

const form = document.getElementById("report");
const box = document.getElementById("matches");
const chosen = document.getElementById("chosen");
const ASKED = /^(csrfmiddlewaretoken|name|school|born_\d|number|guardian_phone|student)$/;
const PAUSE = 500; // milliseconds without a key
const narrow = window.matchMedia("(max-width: 59.99rem)");

let timer;
let asking;
let last = "";

function typed() {
  const fields = [...new FormData(form)].filter(([name]) => ASKED.test(name));
  return new URLSearchParams(fields);
}

async function ask() {
  const body = typed();
  if (body.toString() === last) return;
  last = body.toString();
  asking?.abort();
  asking = new AbortController();
  try {
    const response = await fetch(box.dataset.url, { method: "POST", body, signal: asking.signal });
    if (response.ok && !response.redirected) box.innerHTML = (await response.text()).trim();
  } catch {
    last = ""; // without a connection the report says it once, when it is sent
  }
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE);
}

// On a phone the matches stand under the name, not under the whole form.
function place() {
  const home = narrow.matches ? form.querySelector(".field") : form.closest(".main-column");
  home.after(box);
}

function choose(key, name) {
  form.querySelector('input[name="student"]').value = key;
  chosen.querySelector("strong").textContent = name;
  chosen.hidden = !key;
  if (key) {
    box?.replaceChildren();
    chosen.focus();
  } else {
    last = "";
    form.querySelector('input[name="name"]').focus();
    later();
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest('button[name="student"]');
  if (!button) return;
  event.preventDefault();
  choose(button.value, button.dataset.child ?? "");
});

if (box) {
  place();
  narrow.addEventListener("change", place);
  form.addEventListener("input", later);
  form.addEventListener("change", later);
}
