// Leave the sending of what this phone keeps to the script that comes after the page: no paint
// waits for it then, and what it needs is a line, without which it could send nothing (0506).
// With "me" the province is asked first who is learning.

export function sendAfter(first = "") {
  document.body.dataset.sends = first;
}
