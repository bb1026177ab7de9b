// A signature drawn with a finger, a pen or the mouse; it leaves as a picture in the form.
(() => {
  const place = document.querySelector("[data-signature]");
  if (!place) return;
  const canvas = place.querySelector("canvas");
  const field = place.querySelector("input");
  const pen = canvas.getContext("2d");
  let isDown = false;

  const blank = () => {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.strokeStyle = "#1d273b";
    pen.lineWidth = 5;
    pen.lineCap = pen.lineJoin = "round";
    field.value = "";
  };
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * canvas.width, ((event.clientY - box.top) / box.height) * canvas.height];
  };
  canvas.addEventListener("pointerdown", (event) => {
    isDown = true;
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...at(event));
    pen.lineTo(...at(event));
    pen.stroke();
    event.preventDefault();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!isDown) return;
    pen.lineTo(...at(event));
    pen.stroke();
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, () => {
      if (!isDown) return;
      isDown = false;
      field.value = canvas.toDataURL("image/png");
    });
  }
  place.querySelector("[data-clear]").addEventListener("click", blank);
  const kept = field.value;
  blank();
  if (kept.startsWith("data:image/png;base64,")) {
    const drawn = new Image();
    drawn.addEventListener("load", () => pen.drawImage(drawn, 0, 0));
    drawn.src = field.value = kept;
  }
})();
