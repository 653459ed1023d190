/**
 * Makes objects for the tests of the other language: reads from standard input a JSON list of
 * orders, and writes a JSON list of what was made, as text.
 *
 * An order is {make: "ballot", election, code, choices, seed}, {make: "key", group, seed, name?} or
 * {make: "decryption", election, secret, encryptedTally, seed}; elections and tallies are texts.
 */
import { readFileSync } from "node:fs";
import { makeBallot } from "../../protocol/ballot_making.js";
import { derive } from "../../protocol/credential.js";
import { makePartialDecryption } from "../../protocol/decryption.js";
import { parseElection } from "../../protocol/election.js";
import { makeBases } from "../../protocol/elgamal.js";
import { group } from "../../protocol/group.js";
import { utf8 } from "../../protocol/hashing.js";
import { makeKey, makeSecret } from "../../protocol/trustee.js";
import { seeded } from "./seeded.js";

const makers = {
  ballot({ election: text, code, choices, seed }) {
    const election = parseElection(utf8(text));
    const bases = makeBases(election.group, election.publicKey);
    const secret = derive(election.group, election.uuid, code);
    return makeBallot(election, bases, secret, choices, seeded(seed));
  },

  /** The secret is the first thing drawn. */
  key({ group: name, seed, name: label }) {
    const random = seeded(seed);
    return makeKey(group(name), makeSecret(group(name), random), random, label);
  },

  decryption({ election, secret, encryptedTally, seed }) {
    return makePartialDecryption(
      parseElection(utf8(election)),
      BigInt(secret),
      utf8(encryptedTally),
      seeded(seed),
    );
  },
};

const orders = JSON.parse(readFileSync(0, "utf8"));
const made = orders.map(({ make, ...order }) => new TextDecoder().decode(makers[make](order)));
process.stdout.write(JSON.stringify(made));
