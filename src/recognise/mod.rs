//! Entities: persons, places, organisations and other names, found by a neural model and by the lists of the pack.

pub mod neural;
