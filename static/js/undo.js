// The seconds that are left to undo a step; without this file the page shows what was left when it was opened.

const notice = document.querySelector("[data-undo]");
const end = performance.now() + notice.dataset.undo * 1000;

function count() {
  const left = Math.ceil((end - performance.now()) / 1000);
  if (left > 0) {
    notice.querySelector("[data-left]").textContent = left;
    return setTimeout(count, 250);
  }
  for (const part of notice.querySelectorAll("[data-open]")) part.hidden = true;
  notice.querySelector("[data-over]").hidden = false;
}

count();
