use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// The bytes of a file of a pack: those inside the program are not copied.
#[derive(Clone)]
pub struct Bytes(Kept);

#[derive(Clone)]
enum Kept {
    Embedded(&'static [u8]),
    Read(Arc<[u8]>),
}

impl From<&'static [u8]> for Bytes {
    fn from(bytes: &'static [u8]) -> Bytes {
        Bytes(Kept::Embedded(bytes))
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Bytes {
        Bytes(Kept::Read(bytes.into()))
    }
}

impl Default for Bytes {
    fn default() -> Bytes {
        Bytes(Kept::Embedded(&[]))
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match &self.0 {
            Kept::Embedded(bytes) => bytes,
            Kept::Read(bytes) => bytes,
        }
    }
}

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.len())
    }
}
