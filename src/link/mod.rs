//! Mentions become identities: countries, actors, places, and who said what.

mod actors;
mod demonyms;
mod focus;
mod grammar;
mod linker;
mod lists;
mod names;
mod phrases;
mod roles;

pub use actors::Actors;
pub use linker::Linker;

#[cfg(test)]
mod tests;
