/** Giving the user a file, and reading one that the user chooses. Nothing is sent. */

/** Offers `text` as a download with this file name. */
export function saveFile(name, text, type = "application/json") {
  const link = document.createElement("a");
  const url = URL.createObjectURL(new Blob([text], { type }));
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // Some browsers read the blob only after the click has been handled.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** A file name that every system accepts: what is not a letter, digit or dash becomes a dash. */
export function fileName(...parts) {
  const words = parts.map((part) => part.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[^A-Za-z0-9]+/g, "-"));
  return words.map((word) => word.replace(/^-+|-+$/g, "").slice(0, 40)).filter(Boolean).join("-");
}

/** Copies `text` and says whether that worked: browsers refuse it on a page without TLS. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
