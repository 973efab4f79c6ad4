// Days and hours as people say them; the words stand in the page.

function dayOf(at) {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate());
}

// "hôm qua, thứ Hai 16/11, 19 giờ 42"; `days` are the words for today, yesterday and the week from
// Sunday on, `hours` those for a full hour and for an hour with minutes.
export function spokenTime(iso, days, hours) {
  const at = new Date(iso);
  const now = new Date();
  const ago = Math.round((dayOf(now) - dayOf(at)) / 86400000);
  const year = at.getFullYear() === now.getFullYear() ? "" : "/" + at.getFullYear();
  const date = days[2 + at.getDay()] + " " + at.getDate() + "/" + (at.getMonth() + 1) + year;
  const minutes = at.getMinutes();
  const hour = hours[minutes ? 1 : 0]
    .replace("%s", at.getHours())
    .replace("%s", String(minutes).padStart(2, "0"));
  if (ago === 0) return days[0] + ", " + hour;
  return (ago === 1 ? days[1] + ", " : "") + date + ", " + hour;
}
