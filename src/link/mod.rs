//! Mentions become identities: countries, actors, places, and who said what.

mod actors;
mod check;
mod clusters;
mod comments;
mod demonyms;
mod drafts;
mod evidence;
mod figures;
mod focus;
mod gazetteer;
mod grammar;
mod linker;
mod lists;
mod markers;
mod names;
mod phrases;
mod places;
mod quotes;
mod reading;
mod retold;
mod roles;
mod segment;
mod sources;
mod speech;
mod statements;
mod titles;

pub use actors::Actors;
pub use check::check;
pub use linker::Linker;
pub use statements::StatementFinder;

#[cfg(test)]
mod tests;
