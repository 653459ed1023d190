"""Archives of other programs, honest and tampered with, get the verdict that they should."""

from pathlib import Path

import pytest

from stembus.verify.verification import verify
from tests.protocol.vectors import HONEST, VECTORS, load
from tests.verify.archives import vector

TAMPERED = sorted(path.name for path in (VECTORS / "tampered").iterdir())

VALID = {
    "b06-missing-superseded-ballot",
    "b20c-control-even-challenges",
    "m00-untouched",
    "s07-unused-credential-removed",
    "s08-credentials-unsorted",
    "x03-ballot-dropped-consistently",
}

REFUSED = {
    "b01-modified-ciphertext": ("ballot.signature", "events[2].ballot.signature"),
    "b02-modified-proof": ("ballot.signature", "events[2].ballot.signature"),
    "b03-stolen-credential": ("ballot.signature", "events[2].ballot.signature"),
    "b04-unknown-credential": ("ballot.credential_unlisted", "events[7].ballot.credential"),
    "b05-missing-ballot": ("tally.mismatch", "events[7].encrypted_tally"),
    "b07-reordered-revote": ("tally.mismatch", "events[8].encrypted_tally"),
    "b09-ballot-after-endballots": ("event.order", "events[8].Ballot"),
    "b10-ballot-after-result": ("event.order", "events[13].Ballot"),
    "b11-noncanonical-whitespace": ("ballot.not_canonical", "events[2].ballot"),
    "b12-field-order": ("ballot.not_canonical", "events[2].ballot.answers[0].choices[0]"),
    "b14-no-signature": ("ballot.shape", "events[2].ballot"),
    "b15-response-plus-q": (
        "scalar.out_of_range",
        "events[2].ballot.answers[0].overall_proof[0]",
    ),
    "b17-overvote-4-of-max-3": ("ballot.shape", "events[2].ballot.answers[0].overall_proof"),
    "b19-extra-answer": ("ballot.answer_count", "events[2].ballot.answers"),
    "c01-byte-flip-ballot": ("archive.hash", "members[6]"),
    "c02-ballot-dropped-chain-not-rebuilt": ("event.parent", "events[2]"),
    "c05-different-mtime": ("archive.member", "members[1]"),
    "c08-dup-setup": ("event.order", "events[7].Setup"),
    "h02-verification-keys-swapped": (
        "trustees.verification_key",
        "events[0].trustees[0].verification_keys[0]",
    ),
    "h03-only-one-pd": ("decryption.missing", "events[8].trustees[0]"),
    "m03-signatures-dropped": ("trustees.shape", "events[0].trustees[1].certs[0].context"),
    "m06-third-pd-invalid": (
        "decryption.proof",
        "events[11].partial_decryption.decryption_proofs[0][0]",
    ),
    "r01-proof-resigned": (
        "ballot.individual_proof",
        "events[2].ballot.answers[0].individual_proofs[0]",
    ),
    "r03-blank-proof-resigned": ("ballot.blank_proof", "events[2].ballot.answers[2].blank_proof"),
    "r05-response-plus-q-resigned": (
        "scalar.out_of_range",
        "events[2].ballot.answers[0].overall_proof[0]",
    ),
    "r08-extra-field-resigned": ("ballot.shape", "events[2].ballot"),
    "r11-signature-hash-other": ("ballot.signature", "events[2].ballot.signature"),
    "s01-duplicate-credential": ("credentials.duplicate", "events[0].credentials[6]"),
    "s02-duplicate-credential-other-weight": (
        "credentials.duplicate",
        "events[0].credentials[6]",
    ),
    "s05-public-key": ("election.public_key", "events[0].election.public_key"),
    "t01-encrypted-tally-modified": ("tally.mismatch", "events[8].encrypted_tally"),
    "t03-result-modified": ("result.mismatch", "events[12].result[1][0]"),
    "t05-pd-factor-modified": (
        "decryption.proof",
        "events[9].partial_decryption.decryption_proofs[0][0]",
    ),
    "t06-pd-missing": ("decryption.missing", "events[11].trustees[0]"),
    "t09-no-encrypted-tally-event": ("event.order", "events[8].PartialDecryption"),
    "t10-no-endballots-event": ("event.order", "events[7].EncryptedTally"),
    "t11-result-twice": ("event.order", "events[13].Result"),
    "t12-pd-whitespace": ("json.not_canonical", "events[9].partial_decryption"),
    "x04-superballot-bad-proofs": (
        "ballot.individual_proof",
        "events[2].ballot.answers[0].individual_proofs[0]",
    ),
    "x05-stuffed-ballot-forged-signature": (
        "ballot.signature",
        "events[7].ballot.signature",
    ),
}


def verdict(path: Path) -> tuple[str, str] | None:
    refusal = verify(path).refusal
    return refusal and (str(refusal.code), refusal.where)


@pytest.mark.parametrize("case", HONEST)
def test_an_honest_election_is_valid_and_has_its_result(case: str) -> None:
    report = verify(vector(case))
    assert report.refusal is None
    if (VECTORS / case / "result.json").exists():
        assert {"result": report.result} == load(f"{case}/result.json")


@pytest.mark.parametrize("case", [name for name in HONEST if not name.startswith("made-by")])
def test_the_checksums_are_those_that_other_programs_compute(case: str) -> None:
    checksums, expected = verify(vector(case)).checksums, load(f"{case}/checksums.json")
    for name in ("election", "public_credentials", "encrypted_tally"):
        assert checksums[name] == expected[name]


@pytest.mark.parametrize("case", TAMPERED)
def test_a_tampered_archive_gets_its_verdict(case: str) -> None:
    assert verdict(vector(f"tampered/{case}")) == REFUSED.get(case)


@pytest.mark.parametrize("case", TAMPERED)
def test_the_verdicts_are_those_that_come_with_the_archives(case: str) -> None:
    should_be = load(f"tampered/{case}/expected.json")["should_be"]
    if should_be == "invalid":
        assert case in REFUSED
    elif not should_be.startswith("policy"):
        assert case in VALID


def test_every_tampered_archive_has_a_verdict() -> None:
    assert sorted(VALID | REFUSED.keys()) == TAMPERED
