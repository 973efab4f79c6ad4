// "Nhờ máy khác gửi hộ" below the sessions this phone has logged: fetched only while some wait.

import { areGiven } from "../lib/given.js";
import { handLogs, toHand } from "../lib/loghandover.js";
import { logs } from "../lib/logrows.js";
import { filled } from "../lib/words.js";

const box = document.querySelector("[data-handlogs]");

async function draw() {
  const { waiting } = await toHand();
  box.hidden = !waiting.length;
  const { mine, rows } = await logs();
  const unsent = rows.filter((row) => row.state === "waiting");
  document.querySelector("[data-given]").hidden = !(await areGiven(mine, unsent));
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
