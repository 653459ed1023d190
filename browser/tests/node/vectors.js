/** The test vectors that both languages replay: `vectors/` in the root of the repository. */
import { readFileSync, readdirSync } from "node:fs";

const directory = new URL("../../../vectors/", import.meta.url);

export function readVector(path) {
  return readFileSync(new URL(path, directory));
}

export function parseJson(raw) {
  return JSON.parse(new TextDecoder().decode(raw));
}

export function readJson(path) {
  return parseJson(readVector(path));
}

/** Lines of a text file of columns. */
export function readTable(path, separator) {
  const lines = readVector(path).toString().trimEnd().split("\n");
  return lines.map((line) => line.split(separator));
}

/**
 * The records of an archive (§3) by what they are: one of each kind, and lists of ballots and
 * partial decryptions.
 */
export function readArchive(name) {
  const file = readdirSync(new URL(`${name}/`, directory)).find((entry) => entry.endsWith(".bel"));
  const records = [...members(readVector(`${name}/${file}`))];
  const contents = new Map(records.map(({ name, content }) => [name.split(".")[0], content]));
  const events = records.filter((record) => record.name.endsWith(".event.json"));
  const payloads = (type) =>
    events.map(({ content }) => parseJson(content)).filter((event) => event.type === type);
  const parsed = ({ payload }) => parseJson(contents.get(payload));
  const setup = parsed(payloads("Setup")[0]);
  const tally = payloads("EncryptedTally").map((event) => parsed(event).encrypted_tally)[0];
  return {
    election: contents.get(setup.election),
    trustees: contents.get(setup.trustees),
    credentials: contents.get(setup.credentials),
    ballots: payloads("Ballot").map(({ payload }) => contents.get(payload)),
    encryptedTally: contents.get(tally),
    decryptions: payloads("PartialDecryption").map((event) => contents.get(parsed(event).payload)),
  };
}

function* members(archive) {
  for (let start = 0; start < archive.length;) {
    const name = archive
      .subarray(start, start + 100)
      .toString()
      .replace(/\0.*/s, "");
    const size = parseInt(archive.subarray(start + 124, start + 135).toString(), 8);
    const content = archive.subarray(start + 512, start + 512 + size);
    yield { name, content: new Uint8Array(content) };
    start += 512 + 512 * Math.ceil(size / 512);
  }
}
