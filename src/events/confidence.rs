use std::collections::BTreeMap;

use crate::document::{DateBasis, Event};
use crate::lang::{Pack, PackError};

/// What counts as much as so many measured events: few of a class leave it near its neighbours.
const WEIGHT: f64 = 8.0;

/// No more parts than this are counted.
const MOST: u8 = 4;

/// How often events are right, by the trust of their trigger and by how much stands with it, as measured on the development
/// gold (`events/confidence.tsv`).
#[derive(Clone, Debug, Default)]
pub(super) struct Confidence {
    /// By trust and parts shown: how many were right, of how many.
    classes: BTreeMap<(u8, u8), (f64, f64)>,
}

impl Confidence {
    pub fn new(pack: &Pack) -> Result<Confidence, PackError> {
        let mut classes = BTreeMap::new();
        for row in pack.table("events/confidence.tsv", &["trust", "shown", "right", "found"])?.rows() {
            let (right, found): (u32, u32) = (row.parse("right")?, row.parse("found")?);
            if right > found {
                return Err(row.error("`right` is more than `found`"));
            }
            classes.insert((row.parse("trust")?, row.parse("shown")?), (right.into(), found.into()));
        }
        Ok(Confidence { classes })
    }

    /// The share of right events among those like this one. The share of its class is drawn towards that of its trust, and this
    /// towards that of all, by [`WEIGHT`].
    pub fn of(&self, event: &Event, trust: u8) -> f64 {
        let shown = shown(event);
        let share = |of: &dyn Fn(u8, u8) -> bool, prior: f64| {
            let chosen = self.classes.iter().filter(|((trust, shown), _)| of(*trust, *shown));
            let (right, found) = chosen.fold((0.0, 0.0), |sum, (_, class)| (sum.0 + class.0, sum.1 + class.1));
            (right + WEIGHT * prior) / (found + WEIGHT)
        };
        let all = share(&|_, _| true, 0.5);
        let trusted = share(&|of, _| of == trust, all);
        share(&|of, parts| (of, parts) == (trust, shown), trusted)
    }
}

/// How many of actors, recipients, an explicit time, a place and a second mention an event has.
fn shown(event: &Event) -> u8 {
    let parts = [
        !event.actors.is_empty(),
        !event.recipients.is_empty(),
        event.when.basis == DateBasis::Explicit,
        event.place.is_some(),
        event.mentions.len() > 1,
    ];
    MOST.min(parts.into_iter().map(u8::from).sum())
}
