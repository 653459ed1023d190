import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { test } from "node:test";
import { vendoredFiles } from "../../vendor/update.mjs";

const vendor = new URL("../../vendor/", import.meta.url);

async function present(directory) {
  const found = [];
  for (const entry of await readdir(new URL(directory, vendor), { withFileTypes: true })) {
    if (entry.isDirectory()) found.push(...(await present(`${directory}${entry.name}/`)));
    else found.push(directory + entry.name);
  }
  return found;
}

test("the vendored files are the pinned packages, but for their bare imports", async () => {
  const expected = await vendoredFiles();
  for (const [path, text] of expected) {
    assert.equal(
      await readFile(new URL(path, vendor), "utf8"),
      text,
      `${path}: run npm run vendor`,
    );
  }
  assert.deepEqual((await present("")).sort(), [...expected.keys(), "update.mjs"].sort());
});

test("what is installed is what the lock file pins", async () => {
  const read = async (path) => JSON.parse(await readFile(new URL(`../${path}`, vendor), "utf8"));
  const { packages } = await read("package-lock.json");
  for (const name of ["@noble/curves", "@noble/hashes"]) {
    const { version } = await read(`node_modules/${name}/package.json`);
    assert.equal(version, packages[`node_modules/${name}`].version);
  }
});

test("a page that may load our own files only can load all modules", async () => {
  for (const [path, text] of await vendoredFiles()) {
    if (!path.endsWith(".js")) continue;
    const code = text.replace(/\/\*.*?\*\//gs, "");
    for (const [, specifier] of code.matchAll(/\b(?:from|import)\s*\(?\s*["'](.*?)["']/g)) {
      assert.match(specifier, /^\.\.?\//, path);
    }
  }
});
