// "412 KB", "3,2 MB".
export function weight(bytes) {
  if (bytes < 1e6) return Math.max(1, Math.round(bytes / 1e3)) + " KB";
  const unit = bytes < 1e9 ? [1e6, " MB"] : [1e9, " GB"];
  return (bytes / unit[0]).toFixed(1).replace(".", ",") + unit[1];
}
