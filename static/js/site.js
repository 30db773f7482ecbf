// Small comforts for pages that work without them: show a password, keep a form from being sent twice, fill in a date.

const each = (selector, act) => document.querySelectorAll(selector).forEach(act);

function offerPassword(button) {
  const input = document.getElementById(button.dataset.password);
  const word = button.querySelector("span");
  const show = word.textContent;
  button.hidden = false;
  button.addEventListener("click", () => {
    const hidden = input.type === "password";
    input.type = hidden ? "text" : "password";
    word.textContent = hidden ? button.dataset.hide : show;
  });
}

// Days are counted in Thailand, wherever the device believes it is.
function thaiDay(shift) {
  const today = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Bangkok" }).format(new Date());
  const day = new Date(`${today}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + shift);
  return [day.getUTCDate(), day.getUTCMonth() + 1, day.getUTCFullYear() + 543];
}

function offerDates(row) {
  const parts = row.closest(".date-parts").querySelectorAll("input, select");
  row.hidden = false;
  row.addEventListener("click", (event) => {
    const shift = event.target.dataset.days;
    if (shift === undefined) return;
    thaiDay(Number(shift)).forEach((value, index) => {
      parts[index].value = value;
      parts[index].dispatchEvent(new Event("change", { bubbles: true }));
    });
  });
}

// The server refuses the second sending; this only spares people the wait for that answer.
function sendOnce(event) {
  const form = event.target;
  if (form.method !== "post" || event.submitter?.formTarget === "_blank") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-busy", "true");
  // A download leaves the page where it is: the form may be wanted again.
  setTimeout(forgetSending, 8000);
}

function forgetSending() {
  each("form[data-sent]", (form) => delete form.dataset.sent);
  each("[aria-busy]", (button) => button.removeAttribute("aria-busy"));
}

// The stylesheet does this alone where the browser knows :has().
function revealDanger(event) {
  const form = event.target.form;
  if (!form) return;
  const unsafe = form.querySelector('input[value="UNSAFE"]:checked') !== null;
  form.querySelectorAll(".when-unsafe").forEach((panel) => panel.classList.toggle("is-shown", unsafe));
}

// What the device keeps of a school's week (week.js) is one account's: it ends with its sign-out, and with another's sign-in.
function endWeekOfOthers(signOut) {
  try {
    const kept = JSON.parse(localStorage.getItem("week"));
    if (kept && kept.whose !== signOut.dataset.account) localStorage.removeItem("week");
    signOut.addEventListener("submit", () => localStorage.removeItem("week"));
  } catch {
    // a device that keeps nothing
  }
}

function onKey(event) {
  if (event.key !== "Escape") return;
  each("details.menu[open]", (menu) => {
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

function closeMenus(event) {
  each("details.menu[open]", (menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
}

each("[data-password]", offerPassword);
each(".date-quick", offerDates);
each("[data-account]", endWeekOfOthers);
document.addEventListener("submit", sendOnce);
document.addEventListener("change", revealDanger);
document.addEventListener("keydown", onKey);
document.addEventListener("click", closeMenus);
window.addEventListener("pageshow", forgetSending);
