// Days as the province writes them.

// The day so many days ago.
export function dayAgo(days) {
  const at = new Date();
  at.setDate(at.getDate() - days);
  const two = (value) => String(value).padStart(2, "0");
  return at.getFullYear() + "-" + two(at.getMonth() + 1) + "-" + two(at.getDate());
}
