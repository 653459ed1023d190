/** Elections for tests: published bytes, made as a server would make them. */
import { parseElection } from "../../protocol/election.js";
import { group } from "../../protocol/group.js";
import { makeSecret, publicKey } from "../../protocol/trustee.js";
import { render } from "../../protocol/wire.js";
import { seeded } from "./seeded.js";

export const uuid = "pxzGHk87NvdgwX";
export const code = "nvtXk-n7QJ9h-VmwE3-B6vraw";
export const groups = ["Ed25519", "BELENIOS-2048"];

/** The secret of the one trustee of these elections. */
export function trusteeSecret(groupName) {
  return makeSecret(group(groupName), seeded("trustee"));
}

/** A question with so many answers. */
export function question(count, min, max, blank = false) {
  const answers = Array.from({ length: count }, (_, index) => `Candidate ${index + 1}`);
  return { answers, ...(blank ? { blank } : {}), min, max, question: "Who?" };
}

/** The fields of an election object. */
export function electionFields(groupName, questions) {
  const key = publicKey(group(groupName), trusteeSecret(groupName));
  return {
    version: 1,
    description: "",
    name: "Raad",
    group: groupName,
    public_key: key,
    questions,
    uuid,
  };
}

export function electionWith(groupName, ...questions) {
  return parseElection(render(electionFields(groupName, questions)));
}
