// A field for a file in our words: a browser says its own in the language of its maker. The field lies
// over them unseen, and takes touches, files let fall and the keyboard.

function face(box) {
  const [input, shown] = [box.querySelector("input"), box.querySelector(".fileface")];
  const name = shown.querySelector("[data-none]");
  const tell = () => (name.textContent = input.files.length ? input.files[0].name : name.dataset.none);
  input.addEventListener("change", tell);
  tell();
  shown.hidden = false;
  box.dataset.faced = "";
}

document.querySelectorAll(".filebox").forEach(face);
