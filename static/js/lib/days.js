// Days as the province writes them.

// A number with two signs.
export function two(value) {
  return String(value).padStart(2, "0");
}

// The day so many days ago.
export function dayAgo(days) {
  const at = new Date();
  at.setDate(at.getDate() - days);
  return at.getFullYear() + "-" + two(at.getMonth() + 1) + "-" + two(at.getDate());
}
