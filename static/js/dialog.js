// Steps ask for confirmation on the page where they are taken; without this file the same page opens by itself.

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-dialog]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  ask(link);
});

async function ask(link) {
  const page = await read(link.href);
  if (page) show(page.dialog);
  else location.assign(link.href);
}

async function read(address, options = {}) {
  const response = await fetch(address, { redirect: "manual", ...options }).catch(() => null);
  if (!response || response.type === "opaqueredirect") return response && { moved: true };
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const dialog = page.querySelector("dialog.dialog");
  return dialog && { dialog };
}

function show(fetched) {
  const dialog = document.importNode(fetched, true);
  dialog.removeAttribute("open");
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => {
    if (!event.target.closest("[data-close]")) return;
    event.preventDefault();
    dialog.close();
  });
  dialog.addEventListener("submit", (event) => send(event, dialog));
  dialog.showModal();
}

async function send(event, dialog) {
  const form = event.target;
  if (form.method !== "post") return;
  event.preventDefault();
  if (form.ariaBusy === "true") return; // a second tap
  form.ariaBusy = "true";
  const answer = await read(form.action, { method: "POST", body: new FormData(form, event.submitter) });
  form.ariaBusy = "false";
  if (answer?.moved) location.assign(form.dataset.done);
  else if (answer) replace(dialog, answer.dialog);
  else form.querySelector("[data-offline]").hidden = false;
}

function replace(dialog, answer) {
  dialog.replaceChildren(...document.importNode(answer, true).childNodes);
  dialog.scrollTop = 0;
  (dialog.querySelector("[aria-invalid]") ?? dialog.querySelector("h1")).focus();
}
