// The policy as customers will read it, drawn anew while it is typed; without this file the button saves and shows it.

const form = document.querySelector("[data-live]");
const shown = document.querySelector("#langsung");
let turn = 0;
let waiting;

async function draw() {
  const mine = ++turn;
  try {
    const answer = await fetch(form.dataset.live, { method: "POST", body: new FormData(form) });
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
