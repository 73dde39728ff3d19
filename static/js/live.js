// What the server says to the form as it stands, drawn anew while it is filled in; without this file a button asks for it.

const form = document.querySelector("[data-live]");
const shown = document.querySelector("#langsung");
let turn = 0;
let waiting;

function answers() {
  const body = new FormData(form);
  for (const [name, value] of [...body]) if (value instanceof File) body.delete(name); // they travel once
  return body;
}

async function draw() {
  const mine = ++turn;
  try {
    const answer = await fetch(form.dataset.live, { method: "POST", body: answers() });
    const known = answer.ok || answer.status === 422;
    const text = await answer.text();
    if (known && mine === turn) shown.innerHTML = text;
  } catch {
    // Offline: what was drawn last stays.
  }
}

form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(draw, 400);
});
