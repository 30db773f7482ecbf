// Follows a job in the background: writes how far it has come, and shows the page that comes after it.

const card = document.querySelector("[data-progress]");
const EVERY = 1500; // milliseconds

async function look() {
  const answer = await fetch(card.dataset.progress, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.status);
  const { working, done, total, words } = await answer.json();
  if (!working) {
    window.location.reload();
    return;
  }
  const bar = card.querySelector("progress");
  if (total) {
    bar.max = total;
    bar.value = Math.min(done, total);
  }
  card.querySelector("[data-words]").textContent = words;
  setTimeout(follow, EVERY);
}

// Where the way to the server is cut for a while, the page asks again, more slowly.
function follow() {
  look().catch(() => setTimeout(follow, EVERY * 5));
}

if (card) setTimeout(follow, EVERY);
