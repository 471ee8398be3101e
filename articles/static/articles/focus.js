/* A click on the picture says what a crop keeps in view; the two numbers below it say the same. */
"use strict";
const picture = document.getElementById("focus");
const point = document.getElementById("focus-point");
const fields = [document.getElementById(picture.dataset.x), document.getElementById(picture.dataset.y)];

function show() {
  const [x, y] = fields.map((field) => Math.min(100, Math.max(0, Number(field.value) || 0)));
  point.style.left = `${x}%`;
  point.style.top = `${y}%`;
  point.hidden = false;
}

if (fields.every(Boolean)) {
  picture.addEventListener("click", (event) => {
    const box = picture.getBoundingClientRect();
    fields[0].value = Math.round((100 * (event.clientX - box.left)) / box.width);
    fields[1].value = Math.round((100 * (event.clientY - box.top)) / box.height);
    show();
  });
  for (const field of fields) field.addEventListener("input", show);
  show();
}
