// What one session is called in a list.

export function upperFirst(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

// "thứ Bảy", of what is a day.
export function weekday(iso, words) {
  return words.days.split("|")[2 + new Date(iso + "T12:00:00").getDay()];
}

// "Nhà văn hóa, thứ Bảy 21/11"; a draft may have neither yet.
export function titleOf({ venue, held_on: day }, words) {
  const named = weekday(day, words);
  const when = named ? named + " " + Number(day.slice(8)) + "/" + Number(day.slice(5, 7)) : "";
  return upperFirst([venue || words.somewhere, when].filter(Boolean).join(", "));
}
