//! French news in, structured events out.

pub mod document;
pub mod events;
pub mod lang;
pub mod link;
pub mod text;
