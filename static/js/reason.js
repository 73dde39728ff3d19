// Of the evidence that a policy asks for, only that of the chosen reason; without this file all of it is listed.

const reason = document.querySelector("#id_reason");
const asked = document.querySelector("[data-evidence]");

function narrow() {
  const lists = [...asked.querySelectorAll("[data-reason]")];
  const known = lists.some((list) => list.dataset.reason === reason.value);
  for (const list of lists) list.hidden = known && list.dataset.reason !== reason.value;
  if (known) asked.open = true;
}

reason.addEventListener("change", narrow);
narrow();
