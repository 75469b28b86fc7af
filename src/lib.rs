//! French news in, structured events out.

pub mod document;
pub mod ingest;
pub mod lang;
pub mod link;
pub mod record;
pub mod text;
