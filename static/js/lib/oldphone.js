// A phone whose owner said, on the phone itself, that another has taken its place: "oldphone" in "kv" is
// {at}, and its teams are `gone` by this word until the province says so, too.

export const OLD_HERE = "old";

// While only the phone knows, it is taken back on the same day.
export function isOfToday(row) {
  return Boolean(row) && new Date(row.at).toDateString() === new Date().toDateString();
}
