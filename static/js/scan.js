// Read a barcode with the camera and look for it; the button shows itself only where the browser can.
const WAIT = 200;

async function scan(button, field) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  const video = document.createElement("video");
  video.playsInline = true;
  video.srcObject = stream;
  field.form.after(video);
  const words = button.lastChild.textContent;
  button.lastChild.textContent = button.dataset.busy;
  let going = true;
  button.addEventListener("click", (event) => { event.stopImmediatePropagation(); going = false; }, { once: true, capture: true });
  try {
    await video.play();
    const detector = new BarcodeDetector();
    while (going) {
      const [found] = await detector.detect(video);
      if (found) {
        field.value = found.rawValue;
        field.form.requestSubmit();
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, WAIT));
    }
  } finally {
    stream.getTracks().forEach((track) => track.stop());
    video.remove();
    button.lastChild.textContent = words;
  }
}

for (const button of document.querySelectorAll("[data-scan]")) {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices) continue;
  button.hidden = false;
  button.addEventListener("click", () => scan(button, document.getElementById(button.dataset.scan)).catch(() => { button.hidden = true; }));
}
