// What takes a moment to find out comes after the page; without this file it stands where a step is confirmed.

for (const place of document.querySelectorAll("[data-later]")) {
  const answer = await fetch(place.dataset.later).catch(() => null);
  if (answer?.ok) place.innerHTML = (await answer.text()).trim();
}
