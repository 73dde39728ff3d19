// How far an import is, without reloading the page; without this file the page reloads itself.

const EVERY = 1500; // milliseconds

async function look() {
  const shown = document.querySelector("[data-progress]");
  try {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("[data-progress]");
    if (answer.ok && !now) return location.reload();
    if (now) shown.replaceChildren(...now.childNodes);
  } catch {
    // Offline: what was shown last stays.
  }
  setTimeout(look, EVERY);
}

setTimeout(look, EVERY);
