//! The group Ed25519 for `stembus.protocol.ed25519_native`, its only caller.
//!
//! This file is the boundary to Python; `points` and `proofs` are the computations. The arithmetic is
//! the library's: nothing here looks inside a point or a scalar. Numbers cross the boundary as 32
//! bytes, little-endian and below q.
//!
//! In variable time, so for public values alone: `decode`, `double_powers`, `multi_power` and
//! `Key.challenges`. In constant time: `power`, `base_power`, `reduce` and `respond`; `product` and
//! `divide` add, which takes the same time for all points.

#[forbid(unsafe_code)]
mod points;
#[forbid(unsafe_code)]
mod proofs;

use pyo3::exceptions::PyValueError;

pyo3::create_exception!(
    stembus_native,
    NotAMember,
    PyValueError,
    "What is decoded is no member of the group; its argument is the index of the first such."
);

#[pyo3::pymodule]
mod stembus_native {
    use std::env;
    use std::hash::{Hash, Hasher};
    use std::sync::OnceLock;

    use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
    use curve25519_dalek::scalar::Scalar;
    use pyo3::exceptions::{PyImportError, PyValueError};
    use pyo3::prelude::*;
    use pyo3::pybacked::PyBackedStr;
    use pyo3::types::{PyBytes, PyString};

    #[pymodule_export]
    use super::NotAMember;
    use crate::{points, proofs};

    /// Changes with whatever the caller has to know of this file, who takes no other.
    #[pymodule_export]
    const INTERFACE: u32 = 1;

    /// `STEMBUS_NATIVE=0` takes this module away from a process and its children, so that an operator or
    /// a test can do without it.
    #[pymodule_init]
    fn init(_module: &Bound<'_, PyModule>) -> PyResult<()> {
        if env::var_os("STEMBUS_NATIVE").is_some_and(|value| value == "0") {
            return Err(PyImportError::new_err("STEMBUS_NATIVE=0"));
        }
        Ok(())
    }

    /// A point of the curve. Its encoding is computed once, when it is first asked for.
    #[pyclass(frozen, eq, hash, module = "stembus_native")]
    struct Point {
        point: EdwardsPoint,
        encoding: OnceLock<CompressedEdwardsY>,
    }

    impl Point {
        fn encoding(&self) -> &CompressedEdwardsY {
            self.encoding.get_or_init(|| self.point.compress())
        }
    }

    impl From<EdwardsPoint> for Point {
        fn from(point: EdwardsPoint) -> Self {
            Self { point, encoding: OnceLock::new() }
        }
    }

    impl PartialEq for Point {
        fn eq(&self, other: &Self) -> bool {
            self.point == other.point
        }
    }

    impl Hash for Point {
        fn hash<H: Hasher>(&self, state: &mut H) {
            self.encoding().as_bytes().hash(state);
        }
    }

    #[pymethods]
    impl Point {
        /// The 32 bytes of RFC 8032.
        fn __bytes__<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
            PyBytes::new(py, self.encoding().as_bytes())
        }

        /// The string form.
        fn text(&self) -> PyResult<String> {
            let mut text = Vec::with_capacity(64);
            points::write(&mut text, self.encoding());
            Ok(String::from_utf8(text)?)
        }

        /// How another process gets this point.
        fn __reduce__<'py>(
            &self,
            py: Python<'py>,
        ) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyBytes>,))> {
            let module = py.import("stembus_native")?;
            Ok((module.getattr("from_bytes")?, (self.__bytes__(py),)))
        }
    }

    /// The point with this encoding, which `bytes(point)` made.
    #[pyfunction]
    fn from_bytes(encoding: &[u8]) -> PyResult<Point> {
        CompressedEdwardsY::from_slice(encoding)
            .ok()
            .and_then(|encoding| encoding.decompress())
            .map(Point::from)
            .ok_or_else(|| PyValueError::new_err("no point"))
    }

    /// The points with these string forms, each canonical; and, with `members`, of the prime-order
    /// subgroup. Raises `NotAMember` with the index of the first that is not.
    #[pyfunction]
    fn decode(
        py: Python<'_>,
        texts: Vec<Bound<'_, PyString>>,
        members: bool,
    ) -> PyResult<Vec<Point>> {
        let encodings: Vec<_> =
            texts.iter().map(|text| text.to_str().ok().and_then(points::parse)).collect();
        match py.detach(|| points::decode(&encodings, members)) {
            Ok(decoded) => Ok(decoded
                .into_iter()
                .zip(encodings.into_iter().flatten())
                .map(|(point, encoding)| Point { point, encoding: encoding.into() })
                .collect()),
            Err(index) => Err(NotAMember::new_err(index)),
        }
    }

    /// A point that is an argument.
    struct Element(EdwardsPoint);

    impl FromPyObject<'_, '_> for Element {
        type Error = PyErr;

        fn extract(argument: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
            Ok(Self(argument.cast::<Point>()?.get().point))
        }
    }

    /// A number that is an argument.
    struct Number(Scalar);

    impl FromPyObject<'_, '_> for Number {
        type Error = PyErr;

        fn extract(argument: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
            let bytes = argument.cast::<PyBytes>()?.as_bytes().try_into().ok();
            bytes
                .and_then(|bytes| Scalar::from_canonical_bytes(bytes).into())
                .map(Self)
                .ok_or_else(|| PyValueError::new_err("no number of 32 bytes below q"))
        }
    }

    fn number(py: Python<'_>, scalar: Scalar) -> Bound<'_, PyBytes> {
        PyBytes::new(py, scalar.as_bytes())
    }

    // On public values: in variable time

    /// x a + y b of each (a, x, b, y).
    #[pyfunction]
    fn double_powers(py: Python<'_>, terms: Vec<(Element, Number, Element, Number)>) -> Vec<Point> {
        let sums: Vec<_> = py.detach(|| {
            let sum = |(a, x, b, y): &(Element, Number, Element, Number)| {
                points::double_power(&a.0, &x.0, &b.0, &y.0)
            };
            terms.iter().map(sum).collect()
        });
        sums.into_iter().map(Point::from).collect()
    }

    /// The sum of all x a.
    #[pyfunction]
    fn multi_power(py: Python<'_>, terms: Vec<(Element, Number)>) -> Point {
        let (points, scalars): (Vec<_>, Vec<_>) =
            terms.into_iter().map(|(point, scalar)| (point.0, scalar.0)).unzip();
        py.detach(|| points::multi_power(&points, &scalars)).into()
    }

    type Branch = (Element, Element, u64, Number, Number);

    /// A public key, with tables of its multiples.
    #[pyclass(frozen, module = "stembus_native")]
    struct Key(proofs::Key);

    #[pymethods]
    impl Key {
        #[new]
        fn new(key: Element) -> Self {
            Self(proofs::Key::new(key.0))
        }

        /// Of each statement, the challenge that its commitments give. A statement is what the hash
        /// begins with, and branches (alpha, beta, M, challenge, response).
        fn challenges<'py>(
            &self,
            py: Python<'py>,
            statements: Vec<(PyBackedStr, Vec<Branch>)>,
        ) -> Vec<Bound<'py, PyBytes>> {
            let statements: Vec<_> = statements.into_iter().map(statement).collect();
            let found = py.detach(|| self.0.challenges(&statements));
            found.into_iter().map(|challenge| number(py, challenge)).collect()
        }
    }

    fn statement((prefix, branches): (PyBackedStr, Vec<Branch>)) -> proofs::Statement {
        let branches =
            branches.into_iter().map(|(alpha, beta, value, challenge, response)| proofs::Branch {
                alpha: alpha.0,
                beta: beta.0,
                value,
                challenge: challenge.0,
                response: response.0,
            });
        (prefix.as_bytes().to_vec(), branches.collect())
    }

    // In constant time

    #[pyfunction]
    fn product(factors: Vec<Element>) -> Point {
        factors.iter().map(|factor| factor.0).sum::<EdwardsPoint>().into()
    }

    #[pyfunction]
    fn divide(dividend: Element, divisor: Element) -> Point {
        (dividend.0 - divisor.0).into()
    }

    #[pyfunction]
    fn power(base: Element, exponent: Number) -> Point {
        (base.0 * exponent.0).into()
    }

    /// The generator to a power.
    #[pyfunction]
    fn base_power(exponent: Number) -> Point {
        EdwardsPoint::mul_base(&exponent.0).into()
    }

    /// 64 bytes, modulo q.
    #[pyfunction]
    fn reduce<'py>(py: Python<'py>, wide: &[u8]) -> PyResult<Bound<'py, PyBytes>> {
        let wide = wide.try_into().map_err(|_| PyValueError::new_err("64 bytes are needed"))?;
        Ok(number(py, Scalar::from_bytes_mod_order_wide(wide)))
    }

    /// nonce - secret * challenge.
    #[pyfunction]
    fn respond(
        py: Python<'_>,
        nonce: Number,
        secret: Number,
        challenge: Number,
    ) -> Bound<'_, PyBytes> {
        number(py, nonce.0 - secret.0 * challenge.0)
    }
}
