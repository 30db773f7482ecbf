// Keeps what is typed into a form on the server: every 20 seconds when it has changed, and on leaving the page.

const EVERY = 20_000;

function keepDraftsOf(said) {
  const form = said.closest("form");
  let changed = false, leaving = false, waiting = null, request = null;

  function words() {
    const typed = new FormData(form);
    for (const [name, value] of [...typed]) if (value instanceof File) typed.delete(name);
    form.querySelectorAll('input[type="password"]').forEach((box) => typed.delete(box.name));
    typed.set("draft_path", new URL(form.getAttribute("action") || "", location).pathname);
    changed = false;
    return typed;
  }

  async function save() {
    waiting = null;
    if (!changed || leaving) return;
    request = new AbortController();
    try {
      const answer = await fetch(said.dataset.draft, { method: "POST", body: words(), signal: request.signal });
      said.textContent = answer.redirected ? said.dataset.ended : answer.ok ? await answer.text() : "";
    } catch {
      changed = true; // no network, or the form is on its way
      waiting ??= setTimeout(save, EVERY);
    }
  }

  function leave() {
    if (changed && !leaving) navigator.sendBeacon(said.dataset.draft, words());
  }

  form.addEventListener("input", () => {
    changed = true;
    waiting ??= setTimeout(save, EVERY);
  });
  // What is sent is no draft any more: nothing may arrive after it.
  form.addEventListener("submit", (event) => {
    if (event.submitter?.formTarget === "_blank") return;
    leaving = true;
    request?.abort();
  });
  addEventListener("pageshow", () => (leaving = false));
  addEventListener("beforeunload", leave);
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && leave());
}

document.querySelectorAll("[data-draft]").forEach(keepDraftsOf);
