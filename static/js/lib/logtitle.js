// What one session is called in a list.

function upperFirst(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

// "Nhà văn hóa, thứ Bảy 21/11"; a draft may have neither yet.
export function titleOf({ venue, held_on: day }, words) {
  const days = words.days.split("|");
  const at = new Date(day + "T12:00:00");
  const when = Number.isNaN(at.getTime())
    ? ""
    : days[2 + at.getDay()] + " " + at.getDate() + "/" + (at.getMonth() + 1);
  return upperFirst([venue || words.somewhere, when].filter(Boolean).join(", "));
}
