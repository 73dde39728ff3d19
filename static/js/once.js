// The second press of an impatient thumb sends nothing; the server would not mind, but people wonder.

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  const buttons = event.target.querySelectorAll("button:not([type=button])");
  // After this turn, or the pressed button's own value would not be sent.
  setTimeout(() => buttons.forEach((button) => (button.disabled = true)));
  addEventListener("pageshow", () => buttons.forEach((button) => (button.disabled = false)), { once: true });
});
