// Names, prices and the sum as soon as something is typed; without this file "Hitung" asks the server for the same.

const form = document.querySelector("#penjualan");
let latest = 0;

async function count() {
  const mine = ++latest;
  const answers = new FormData(form);
  answers.set("count", "1");
  const reply = await fetch(form.action, { method: "POST", body: answers });
  if (!reply.ok || mine !== latest) return;
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  for (const part of ["#pembeli", "#jumlah"]) {
    form.querySelector(part).replaceChildren(...page.querySelector(part).childNodes);
  }
  for (const input of form.querySelectorAll("[name$=-price], [name=name]")) {
    if (!input.value) input.value = page.getElementById(input.id).value;
  }
}

form?.addEventListener("change", () => count().catch(() => {}));
