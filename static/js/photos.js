// Files of a form, sent up one by one while the form is still being typed. A picture is drawn anew and smaller first, which leaves
// the place and the maker of the camera behind. A file that failed stays and can be sent again; the form is never lost.

const LONGEST_SIDE = 1600;
const THUMB = 144;
const QUALITY = 0.85;

function drawn(picture, longest) {
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const paper = canvas.getContext("2d");
  paper.fillStyle = "#fff"; // behind what is transparent
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

// The picture as it is kept, and a thumbnail of it; what is no picture for this browser goes as it is, for the server to judge.
async function shrink(file) {
  if (!file.type.startsWith("image/")) return { body: file, name: file.name };
  let picture;
  try {
    picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return { body: file, name: file.name };
  }
  const canvas = drawn(picture, LONGEST_SIDE);
  picture.close();
  const body = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  const thumb = drawn(canvas, THUMB).toDataURL("image/jpeg", QUALITY);
  return { body, name: file.name.replace(/\.\w+$/, "") + ".jpg", thumb };
}

function send(address, sent, onProgress) {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("file", sent.body, sent.name);
    body.append("token", sent.token);
    request.open("POST", address);
    request.timeout = 180_000;
    request.setRequestHeader("X-CSRFToken", sent.csrf);
    request.upload.addEventListener("progress", (event) => event.lengthComputable && onProgress(event.loaded / event.total));
    for (const end of ["error", "timeout", "abort"]) request.addEventListener(end, () => failed(new Error("")));
    request.addEventListener("load", () => {
      let answer = {};
      try {
        answer = JSON.parse(request.responseText);
      } catch {
        // a page in place of an answer: signed out, or a server in between
      }
      answer.key ? done(answer) : failed(new Error(answer.error ?? ""));
    });
    request.send(body);
  });
}

const newToken = () => [...crypto.getRandomValues(new Uint32Array(4))].map((one) => one.toString(36)).join("-");

function takeFiles(box) {
  const words = box.dataset;
  const form = box.closest("form");
  const input = box.querySelector('input[type="file"]');
  const list = box.querySelector(".files-list");
  const said = box.querySelector(":scope > [data-words]");
  const unsent = new Set();
  let queue = Promise.resolve();

  function row(file) {
    const item = box.querySelector("template").content.firstElementChild.cloneNode(true);
    item.querySelector("[data-title]").textContent = file.name;
    list.append(item);
    offerRemoval(item);
    return item;
  }

  function offerRemoval(item) {
    const button = item.querySelector("[data-remove]");
    button.setAttribute("aria-label", `${button.textContent} ${item.querySelector("[data-title]").textContent}`);
    button.addEventListener("click", () => {
      unsent.delete(item);
      said.textContent = "";
      const next = item.nextElementSibling ?? item.previousElementSibling;
      item.remove();
      (next?.querySelector("[data-remove]") ?? input).focus();
      form.dispatchEvent(new Event("input"));
    });
  }

  function show(item, state, error = "") {
    item.querySelector("[data-state]").textContent = state;
    item.querySelector("[data-error]").textContent = error;
    item.querySelector("progress").hidden = state !== words.sending;
    item.querySelector("[data-retry]").hidden = !error;
  }

  function finish(item, key) {
    const hidden = Object.assign(document.createElement("input"), { type: "hidden", name: `${words.name}-key`, value: key });
    item.append(hidden);
    for (const part of item.querySelectorAll("[data-part]")) part.name = `${words.name}-${part.dataset.part}-${key}`;
    unsent.delete(item);
    if (!unsent.size) said.textContent = "";
    show(item, words.sent);
    form.dispatchEvent(new Event("input")); // a draft of the form names the file from now on
  }

  async function carry(item, file, token) {
    if (!unsent.has(item)) return;
    const bar = item.querySelector("progress");
    bar.value = 0;
    show(item, words.sending);
    try {
      const small = await shrink(file);
      const thumb = item.querySelector(".file-thumb");
      if (small.thumb) Object.assign(thumb, { src: small.thumb, hidden: false });
      const csrf = form.querySelector('[name="csrfmiddlewaretoken"]').value;
      const answer = await send(words.files, { ...small, token, csrf }, (part) => (bar.value = part));
      finish(item, answer.key);
    } catch (error) {
      show(item, "", error.message || words.failed);
    }
  }

  function take(files) {
    said.textContent = list.children.length + files.length > Number(words.most) ? words.many : "";
    for (const file of [...files].slice(0, Number(words.most) - list.children.length)) {
      const item = row(file);
      const token = newToken();
      const start = () => (queue = queue.then(() => carry(item, file, token)));
      unsent.add(item);
      item.querySelector("[data-retry]").addEventListener("click", start);
      start();
    }
  }

  function holdBack(event) {
    if (!unsent.size) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    said.textContent = words.unsent;
    const first = [...unsent][0];
    (first.querySelector("[data-retry]:not([hidden])") ?? first.querySelector("[data-remove]")).focus();
  }

  function offerCamera() {
    const button = box.querySelector("[data-camera]");
    const camera = Object.assign(document.createElement("input"), { type: "file", accept: "image/*" });
    camera.setAttribute("capture", "environment");
    camera.addEventListener("change", () => {
      take(camera.files);
      camera.value = "";
    });
    button.addEventListener("click", () => camera.click());
    button.hidden = button.parentElement.hidden = false;
  }

  list.querySelectorAll(".file-row").forEach(offerRemoval);
  input.addEventListener("change", () => {
    take(input.files);
    input.value = ""; // the files go by themselves, and not once more with the form
  });
  form.addEventListener("submit", holdBack, { capture: true });
  if (matchMedia("(pointer: coarse)").matches) offerCamera();
}

document.querySelectorAll("[data-files]").forEach(takeFiles);
