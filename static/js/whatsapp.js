// Open WhatsApp straight from the tap, so that a phone hands over to the app, and note it meanwhile.
// Without this file the form opens a page that leads on.

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.whatsapp) return;
  event.preventDefault();
  fetch(form.action, { method: "POST", body: new FormData(form), keepalive: true });
  window.open(form.dataset.whatsapp, "_blank", "noopener");
});
