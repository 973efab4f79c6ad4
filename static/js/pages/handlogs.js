// "Nhờ máy khác gửi hộ" below the sessions this phone has logged: fetched only while some wait.

import { handLogs, toHand } from "../lib/loghandover.js";
import { filled } from "../lib/words.js";

const box = document.querySelector("[data-handlogs]");

async function draw() {
  const { waiting } = await toHand();
  box.hidden = !waiting.length;
}

async function give() {
  const { dataset: words } = box;
  const said = box.querySelector("[role=status]");
  said.textContent = words.sealing;
  const file = await handLogs();
  said.textContent = file ? filled(words[file.state] || "", file.name, file.inside) : words.unsealed;
}

box.querySelector("button").addEventListener("click", give);
for (const name of ["hocso:logs", "hocso:kept", "hocso:me"]) document.addEventListener(name, draw);
draw();
