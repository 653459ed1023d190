//! Points of the prime-order subgroup, and powers with public exponents, in variable time.
//!
//! Written additively, as the library does; the protocol writes the group multiplicatively.

use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::{IsIdentity, VartimeMultiscalarMul};

/// 2^255 - 19, little-endian as all numbers here.
const P: [u8; 32] = number(0xed, 0xff, 0x7f);
const MINUS_ONE: [u8; 32] = number(0xec, 0xff, 0x7f);
const ONE: [u8; 32] = number(1, 0, 0);

/// By its first byte, those between, and its last.
const fn number(first: u8, between: u8, last: u8) -> [u8; 32] {
    let mut bytes = [between; 32];
    bytes[0] = first;
    bytes[31] = last;
    bytes
}

/// The encoding of RFC 8032 of a string form: 64 lower-case hexadecimal digits, the most
/// significant first.
pub fn parse(text: &str) -> Option<CompressedEdwardsY> {
    let digits: &[u8; 64] = text.as_bytes().try_into().ok()?;
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().rev().zip(digits.chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(CompressedEdwardsY(bytes))
}

fn digit(character: u8) -> Option<u8> {
    match character {
        b'0'..=b'9' => Some(character - b'0'),
        b'a'..=b'f' => Some(character - b'a' + 10),
        _ => None,
    }
}

/// The string form of an encoding, added to `text`.
pub fn write(text: &mut Vec<u8>, encoding: &CompressedEdwardsY) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for byte in encoding.as_bytes().iter().rev() {
        text.push(DIGITS[usize::from(byte >> 4)]);
        text.push(DIGITS[usize::from(byte & 15)]);
    }
}

/// The points with these encodings, each canonical; and, if `members`, each of the prime-order
/// subgroup. Otherwise the index of the first one that is not.
pub fn decode(
    encodings: &[Option<CompressedEdwardsY>],
    members: bool,
) -> Result<Vec<EdwardsPoint>, usize> {
    let mut points = Vec::with_capacity(encodings.len());
    for (index, encoding) in encodings.iter().enumerate() {
        let point = encoding
            .filter(is_canonical)
            .and_then(|encoding| encoding.decompress())
            .filter(|point| !members || is_member(point))
            .ok_or(index)?;
        points.push(point);
    }
    Ok(points)
}

/// Whether this is the encoding that its point has: the library takes others too, where y is p or
/// more, and where x is zero, so y is 1 or -1, and has a sign.
fn is_canonical(encoding: &CompressedEdwardsY) -> bool {
    let mut y = encoding.to_bytes();
    let sign = y[31] >> 7;
    y[31] &= 0x7f;
    let in_field = y.iter().rev().lt(P.iter().rev());
    let x_is_zero = [ONE, MINUS_ONE].contains(&y);
    in_field && !(x_is_zero && sign == 1)
}

/// Whether the point is of the prime-order subgroup: whether q times it is the identity.
///
/// It is computed as (q - 1) times it, and once more: the library multiplies by a scalar as the
/// integer that it is, so that a part of small order shows. The library's own `is_torsion_free`
/// takes a tenth longer, since it multiplies in constant time.
pub fn is_member(point: &EdwardsPoint) -> bool {
    let nearly =
        EdwardsPoint::vartime_double_scalar_mul_basepoint(&-Scalar::ONE, point, &Scalar::ZERO);
    (nearly + point).is_identity()
}

/// x times a and y times b. Not in constant time.
pub fn double_power(a: &EdwardsPoint, x: &Scalar, b: &EdwardsPoint, y: &Scalar) -> EdwardsPoint {
    if *a == curve25519_dalek::constants::ED25519_BASEPOINT_POINT {
        return EdwardsPoint::vartime_double_scalar_mul_basepoint(y, b, x);
    }
    multi_power(&[*a, *b], &[*x, *y])
}

/// The sum of all products. Not in constant time.
pub fn multi_power(points: &[EdwardsPoint], scalars: &[Scalar]) -> EdwardsPoint {
    EdwardsPoint::vartime_multiscalar_mul(scalars, points)
}
