// Fills in where the device is when its button is pressed, never before; typing another place by hand drops the accuracy.

const DECIMALS = 5; // about a metre

function offer(row) {
  const [place, accuracy] = [row.dataset.position, row.dataset.accuracy].map((id) => document.getElementById(id));
  const said = row.querySelector("[role=status]");
  const found = ({ coords }) => {
    place.value = `${coords.latitude.toFixed(DECIMALS)}, ${coords.longitude.toFixed(DECIMALS)}`;
    accuracy.value = Math.round(coords.accuracy);
    said.textContent = row.dataset.found.replace("{metres}", accuracy.value);
    place.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const refused = () => {
    said.textContent = row.dataset.refused;
  };
  row.querySelector("button").addEventListener("click", () => {
    said.textContent = row.dataset.asking;
    navigator.geolocation.getCurrentPosition(found, refused, { enableHighAccuracy: true, timeout: 30000 });
  });
  place.addEventListener("input", () => {
    accuracy.value = "";
    said.textContent = "";
  });
  row.hidden = false;
}

if (navigator.geolocation) document.querySelectorAll("[data-position]").forEach(offer);
