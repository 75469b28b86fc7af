//! French news in, structured events out.

pub mod document;
pub mod lang;
pub mod link;
pub mod temporal;
pub mod text;
