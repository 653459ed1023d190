/**
 * Copies the modules of the curve library that the browser needs from `node_modules` into this
 * directory, so that they are served, read and hashed like our own files.
 *
 * The one change made to them: a bare import ("@noble/hashes/utils.js") becomes a relative one,
 * because a page under `script-src 'self'` has no import map. `npm run vendor` writes the copies;
 * a test compares them with the packages that `package-lock.json` pins.
 */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const vendorDirectory = dirname(fileURLToPath(import.meta.url));
const packagesDirectory = join(vendorDirectory, "..", "node_modules");

/** Directory under `vendor/` → the npm package that it is copied from. */
const packages = { "noble-curves": "@noble/curves", "noble-hashes": "@noble/hashes" };

/** What `browser/protocol` imports; all else is found by following imports. */
const entryPoints = [
  "noble-curves/abstract/curve.js",
  "noble-curves/abstract/edwards.js",
  "noble-hashes/sha2.js",
];

const importSpecifier = /(\bfrom\s+|\bimport\s+)(["'])([^"']+)\2/g;

/** The path under `vendor/` that `specifier` means inside `importer`. */
function resolve(specifier, importer) {
  if (specifier.startsWith(".")) return posix.join(posix.dirname(importer), specifier);
  for (const [directory, name] of Object.entries(packages)) {
    if (specifier.startsWith(`${name}/`)) return directory + specifier.slice(name.length);
  }
  throw new Error(`${importer} imports ${specifier}, which is not vendored`);
}

function relative(target, importer) {
  const path = posix.relative(posix.dirname(importer), target);
  return path.startsWith(".") ? path : `./${path}`;
}

async function original(path) {
  const [directory, ...rest] = path.split("/");
  return readFile(join(packagesDirectory, packages[directory], ...rest), "utf8");
}

/** Source of one module with relative imports, and the modules that it imports. */
async function vendoredModule(path) {
  const imported = [];
  const rewrite = (_match, keyword, quote, specifier) => {
    const target = resolve(specifier, path);
    imported.push(target);
    const shown = specifier.startsWith(".") ? specifier : relative(target, path);
    return keyword + quote + shown + quote;
  };
  // The examples in comments import too: they stay as they are.
  const lines = (await original(path)).split("\n");
  const source = lines.map((line) =>
    /^(im|ex)port /.test(line) ? line.replace(importSpecifier, rewrite) : line,
  );
  return { source: source.join("\n"), imported };
}

/**
 * Everything that belongs under `vendor/`, made from the installed packages.
 * @returns {Promise<Map<string, string>>} path under `vendor/` → its text
 */
export async function vendoredFiles() {
  const files = new Map();
  const waiting = [...entryPoints];
  while (waiting.length > 0) {
    const path = waiting.pop();
    if (files.has(path)) continue;
    const { source, imported } = await vendoredModule(path);
    files.set(path, source);
    waiting.push(...imported);
  }
  for (const directory of Object.keys(packages)) {
    files.set(`${directory}/LICENSE`, await original(`${directory}/LICENSE`));
    const { name, version } = JSON.parse(await original(`${directory}/package.json`));
    files.set(`${directory}/VERSION`, `${name} ${version}\n`);
  }
  return files;
}

async function write() {
  for (const directory of Object.keys(packages)) {
    await rm(join(vendorDirectory, directory), { recursive: true, force: true });
  }
  for (const [path, text] of await vendoredFiles()) {
    const target = join(vendorDirectory, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await write();
