/**
 * What this page runs, checked by the page itself: every file is fetched with its integrity hash,
 * and the fingerprint over all of them is computed here and shown. The Worker starts only after it.
 */
import { sha256Hex } from "../protocol/hashing.js";
import { fetchBytes } from "./ask.js";
import { PageFault } from "./fault.js";
import { part, text } from "./texts.js";

const listing = JSON.parse(document.getElementById("assets").textContent);

/** Fetches one file with its integrity. A browser reports a wrong hash as a network failure, so a
 * file that comes without the check but not with it is a wrong one. */
async function fetchChecked(path) {
  const url = listing.base + path;
  const checked = () => fetch(url, { integrity: listing.files[path], redirect: "error" }).then((answer) => answer.ok);
  if (await checked().catch(() => false)) return;
  const plain = await fetchBytes(url);
  if (plain === null) throw new PageFault("page.unreachable");
  if (!(await checked().catch(() => false))) throw new PageFault("page.integrity");
}

/** SHA-256 over the lines `<integrity> <path>`, in the order of the paths. */
function fingerprint() {
  const paths = Object.keys(listing.files).sort();
  const lines = paths.map((path) => `${listing.files[path]} ${path}\n`).join("");
  return sha256Hex(new TextEncoder().encode(lines));
}

/** Checks all files; throws `PageFault` when one is not what the page says. */
export async function checkCode() {
  const paths = Object.keys(listing.files);
  await Promise.all(paths.map(fetchChecked));
  const found = fingerprint();
  if (found !== listing.fingerprint) throw new PageFault("page.integrity");
  showCode(found, paths);
}

function showCode(found, paths) {
  part("code-fingerprint-short").textContent = found.slice(0, 16);
  part("code-fingerprint").textContent = found;
  part("code-status").textContent = text("code-good", { count: paths.length });
  part("code-files").replaceChildren(...paths.map(fileLink));
}

function fileLink(path) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = listing.base + path;
  link.textContent = path;
  item.append(link);
  return item;
}
