//! Mentions become identities: countries, actors, places, and who said what.

mod actors;
mod clusters;
mod demonyms;
mod focus;
mod grammar;
mod linker;
mod lists;
mod names;
mod phrases;
mod reading;
mod roles;
mod titles;

pub use actors::Actors;
pub use linker::Linker;

#[cfg(test)]
mod tests;
