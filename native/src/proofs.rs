//! The challenges of proofs that one of several ciphertexts encrypts the value that is said of it
//! (§2.4). All of it is public, so all of it is in variable time.

use curve25519_dalek::constants::ED25519_BASEPOINT_POINT;
use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint, VartimeEdwardsPrecomputation};
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::VartimePrecomputedMultiscalarMul;
use sha2::{Digest, Sha256};

use crate::points;

/// A ciphertext, a number that it may encrypt, and the proof's challenge and response for that.
pub struct Branch {
    pub alpha: EdwardsPoint,
    pub beta: EdwardsPoint,
    pub value: u64,
    pub challenge: Scalar,
    pub response: Scalar,
}

/// What the challenge's hash begins with, and the branches.
pub type Statement = (Vec<u8>, Vec<Branch>);

/// A public key y, with tables of its multiples and of the generator's.
pub struct Key(VartimeEdwardsPrecomputation);

impl Key {
    pub fn new(key: EdwardsPoint) -> Self {
        Self(VartimeEdwardsPrecomputation::new([key, ED25519_BASEPOINT_POINT]))
    }

    /// Of each statement, the challenge that its commitments give.
    pub fn challenges(&self, statements: &[Statement]) -> Vec<Scalar> {
        let branches = statements.iter().flat_map(|(_, branches)| branches);
        let commitments: Vec<_> = branches.flat_map(|branch| self.commitments(branch)).collect();
        let encodings = EdwardsPoint::compress_batch_alloc(&commitments);
        let mut rest = encodings.as_slice();
        let mut challenges = Vec::with_capacity(statements.len());
        for (prefix, branches) in statements {
            let (own, others) = rest.split_at(2 * branches.len());
            challenges.push(hash(prefix, own));
            rest = others;
        }
        challenges
    }

    /// A = g^r alpha^c and B = y^r (beta / g^M)^c, where for M > 1 the tables have g^(-M c).
    fn commitments(&self, branch: &Branch) -> [EdwardsPoint; 2] {
        let Branch { alpha, beta, value, challenge, response } = branch;
        let (beta, fixed) = match value {
            0 => (*beta, &[*response][..]),
            1 => (beta - ED25519_BASEPOINT_POINT, &[*response][..]),
            _ => (*beta, &[*response, -(Scalar::from(*value) * challenge)][..]),
        };
        [
            EdwardsPoint::vartime_double_scalar_mul_basepoint(challenge, alpha, response),
            self.0.vartime_mixed_multiscalar_mul(fixed, [challenge], [beta]),
        ]
    }
}

/// SHA-256 of the prefix and the string forms, joined by commas: a big-endian number, modulo q.
fn hash(prefix: &[u8], encodings: &[CompressedEdwardsY]) -> Scalar {
    let mut text = Vec::with_capacity(prefix.len() + 65 * encodings.len());
    text.extend_from_slice(prefix);
    for (index, encoding) in encodings.iter().enumerate() {
        if index > 0 {
            text.push(b',');
        }
        points::write(&mut text, encoding);
    }
    let mut digest: [u8; 32] = Sha256::digest(&text).into();
    digest.reverse();
    Scalar::from_bytes_mod_order(digest)
}
