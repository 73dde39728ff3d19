// Suggests the wish that mostly goes with a reason, until somebody has chosen one; without this file nothing is chosen.

const reason = document.querySelector("#id_reason");
const wishes = document.querySelector("[data-usual]");
const usual = new Map(wishes.dataset.usual.split(" ").map((pair) => pair.split(":")));
let suggested = null;

reason.addEventListener("change", () => {
  const chosen = wishes.querySelector("input:checked");
  if (chosen && chosen !== suggested) return;
  if (suggested) suggested.checked = false;
  suggested = wishes.querySelector(`input[value="${usual.get(reason.value) ?? ""}"]`);
  if (suggested) suggested.checked = true;
});
