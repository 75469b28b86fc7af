//! French news in, structured events out.

pub mod document;
pub mod evaluate;
pub mod lang;
pub mod link;
pub mod record;
pub mod text;
