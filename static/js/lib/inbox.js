// What the person was told: how much is unread, and on "Đã tải" the words, also without a network.

import { jar } from "./holder.js";
import { kept } from "./store.js";
import { fillIn } from "./words.js";

function drawNotice(notice) {
  const row = document.querySelector("[data-notice]").content.firstElementChild.cloneNode(true);
  row.querySelector("b").textContent = notice.title;
  row.querySelector("[data-words]").textContent = notice.body;
  row.querySelector("time").textContent = new Date(notice.at).toLocaleDateString("vi-VN");
  const link = row.querySelector("a");
  link.hidden = !notice.url;
  if (notice.url) link.href = notice.url;
  return row;
}

async function drawInbox() {
  const me = await kept("me");
  const notices = (me && me.jar === jar() && me.inbox) || [];
  const unread = notices.filter((notice) => !notice.read).length;
  for (const dot of document.querySelectorAll("[data-inbox]")) {
    const words = dot.querySelector("[data-words]");
    dot.hidden = unread === 0;
    dot.querySelector("b").textContent = unread;
    fillIn(words, unread);
  }
  const list = document.querySelector("[data-notices]");
  if (!list) return;
  list.closest("section").hidden = notices.length === 0;
  list.replaceChildren(...notices.map(drawNotice));
}

document.addEventListener("hocso:me", drawInbox);
drawInbox();
