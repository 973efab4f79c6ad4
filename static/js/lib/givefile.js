// A file that leaves this phone for another: by the share sheet, else as a download.

// "shared", "kept" back by the person, or "saved" among the downloads, to be sent by cable or chat.
export async function giveFile(name, text) {
  const file = new File([text], name, { type: "text/plain" });
  try {
    if (!navigator.canShare || !navigator.canShare({ files: [file] })) throw new Error("no sheet");
    await navigator.share({ files: [file] });
    return "shared";
  } catch (refused) {
    if (refused.name === "AbortError") return "kept";
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    return "saved";
  }
}
