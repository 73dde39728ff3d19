// Sends chosen files one by one as soon as they are chosen, photos made smaller first, so that little is
// lost when the line breaks. Without this script the same form sends its files itself.

const LONGEST_EDGE = 1600;
const QUALITY = 0.82;

class Uploads {
  constructor(box) {
    this.box = box;
    this.form = box.closest("form");
    this.input = box.querySelector("input[type=file]");
    this.list = box.querySelector("[data-files]");
    this.blank = box.querySelector("template").content;
    this.status = box.querySelector("[data-status]");
    this.queue = [];
    this.open = new Set(); // rows that are waiting, on their way or broken
    this.stored = 0;
    this.running = false;
    this.input.addEventListener("change", () => this.add());
    this.list.addEventListener("click", (event) => this.remove(event));
    this.form.addEventListener("submit", (event) => this.hold(event));
    this.add(); // whatever was chosen before the script came
  }

  add() {
    for (const file of this.input.files) {
      const row = this.blank.firstElementChild.cloneNode(true);
      row.querySelector(".name").textContent = file.name;
      const item = { file, row, ready: null, xhr: null };
      row.querySelector("progress").setAttribute("aria-label", file.name);
      for (const button of row.querySelectorAll("button")) {
        button.setAttribute("aria-label", `${button.textContent} ${file.name}`);
      }
      row.querySelector("[data-retry]").addEventListener("click", () => this.enqueue(item));
      row.querySelector("[data-cancel]").addEventListener("click", () => this.cancel(item));
      this.list.append(row);
      this.open.add(item);
      this.enqueue(item);
    }
    this.input.value = ""; // they travel by themselves now, not a second time with the form
  }

  enqueue(item) {
    item.broken = false;
    item.row.querySelector("[data-retry]").hidden = true;
    item.row.querySelector("progress").hidden = false;
    this.say(item, this.box.dataset.waiting);
    this.list.hidden = false;
    this.queue.push(item);
    this.run();
  }

  async run() {
    if (this.running) return;
    this.running = true;
    while (this.queue.length) await this.send(this.queue.shift());
    this.running = false;
    if (this.held && !this.open.size) this.form.requestSubmit(this.held);
  }

  async send(item) {
    if (!this.open.has(item)) return;
    this.say(item, this.box.dataset.shrinking);
    item.ready ??= await shrunk(item.file);
    if (!this.open.has(item)) return;
    const body = new FormData();
    for (const name of ["csrfmiddlewaretoken", "draft_key"]) body.append(name, this.form.elements[name].value);
    body.append("evidence", item.ready, item.ready.name);
    const answer = await this.post(body, item);
    if (!this.open.has(item)) return;
    if (answer.status === 200) this.finish(item, answer.responseText);
    else this.fail(item, answer);
  }

  post(body, item) {
    return new Promise((settle) => {
      const xhr = new XMLHttpRequest();
      if (item) {
        item.xhr = xhr;
        xhr.upload.onprogress = (event) => this.progress(item, event);
      }
      xhr.onloadend = () => settle(xhr);
      xhr.open("POST", this.box.dataset.upload);
      xhr.send(body);
    });
  }

  progress(item, { loaded, total }) {
    const percent = Math.round((loaded / total) * 100);
    item.row.querySelector("progress").value = percent;
    this.say(item, `${this.box.dataset.sending} · ${percent}%`);
  }

  finish(item, html) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    item.row.replaceWith(holder.content);
    this.open.delete(item);
    this.stored += 1;
    this.status.textContent = `${this.stored} ${this.box.dataset.done}`;
  }

  fail(item, answer) {
    // A refusal comes as one plain sentence and trying again would not help; all else is the line.
    const refused = answer.status >= 400 && (answer.getResponseHeader("Content-Type") ?? "").startsWith("text/plain");
    item.broken = true;
    item.row.querySelector("progress").hidden = true;
    item.row.querySelector("[data-retry]").hidden = refused && answer.status !== 429;
    this.say(item, refused ? answer.responseText : this.box.dataset.broken, "error");
    this.status.textContent = item.row.querySelector("[data-state]").textContent;
    this.held = null;
  }

  cancel(item) {
    this.open.delete(item);
    item.xhr?.abort();
    item.row.remove();
    this.tidy();
  }

  async remove(event) {
    const button = event.target.closest("button[name=remove]");
    if (!button) return;
    event.preventDefault();
    const body = new FormData();
    for (const name of ["csrfmiddlewaretoken", "draft_key"]) body.append(name, this.form.elements[name].value);
    body.append("remove", button.value);
    const answer = await this.post(body);
    if (answer.status !== 204) return void (this.status.textContent = this.box.dataset.broken);
    button.closest("li").remove();
    this.tidy();
  }

  tidy() {
    this.list.hidden = !this.list.children.length;
    this.input.focus();
  }

  hold(event) {
    if (event.submitter?.name === "remove") return;
    // The files are there already: the plain way of sending is half as long and quicker to read.
    this.form.enctype = "application/x-www-form-urlencoded";
    if (!this.open.size) return;
    event.preventDefault();
    const stuck = [...this.open].find((item) => item.broken);
    this.held = stuck ? null : event.submitter;
    this.status.textContent = stuck ? this.box.dataset.stuck : this.box.dataset.hold;
    stuck?.row.querySelector("[data-cancel]").focus();
  }

  say(item, words, look = "dim") {
    const place = item.row.querySelector("[data-state]");
    place.textContent = words;
    place.className = look;
  }
}

// A photo no longer than needed; the original where this browser cannot read it or gains nothing.
async function shrunk(file) {
  if (!file.type.startsWith("image/")) return file;
  try {
    const photo = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_EDGE / Math.max(photo.width, photo.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(photo.width * scale);
    canvas.height = Math.round(photo.height * scale);
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff"; // what is see-through would turn black
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(photo, 0, 0, canvas.width, canvas.height);
    photo.close();
    const small = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    if (!small || small.size >= file.size) return file;
    return new File([small], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
  } catch {
    return file;
  }
}

for (const box of document.querySelectorAll("[data-upload]")) new Uploads(box);
