//! French news in, structured events out.

pub mod batch;
pub mod cli;
pub mod dataset;
pub mod document;
pub mod evaluate;
pub mod events;
pub mod ingest;
pub mod lang;
pub mod link;
pub mod pipeline;
pub mod recognise;
pub mod record;
pub mod temporal;
pub mod text;
