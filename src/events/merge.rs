//! One event, one record: mentions of the same event become one, and two events that look alike do not.

use std::collections::BTreeSet;

use crate::document::{DateBasis, Event, EventTime, EventType, Participant, Polarity, Status};

/// What a mention adds to its event for the decision.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub event: Event,
    /// How sure the surest of its triggers is by itself.
    pub trust: u8,
    /// The heads of its triggers, in their dictionary form.
    pub heads: Vec<String>,
    /// The words of its actors and of its recipients.
    pub sides: [Vec<String>; 2],
    /// "L'accord", "cet accord": told before.
    pub definite: bool,
    /// "un accord": new.
    pub indefinite: bool,
    /// Whether PLOVER reads the type of a cooperative event to come as another: the type before that.
    pub told_as: EventType,
    /// It stands in the headline, which tells again what the text tells.
    pub headline: bool,
    /// Nothing but its article shows that it is an event: it counts only as a later mention of one.
    pub weak: bool,
}

/// Merges candidates, given in the order of the text.
pub(super) fn merge(candidates: Vec<Candidate>) -> Vec<Candidate> {
    /// So many events back an antecedent is looked for.
    const REACH: usize = 40;
    let mut kept: Vec<Candidate> = Vec::new();
    for candidate in candidates {
        let from = kept.len().saturating_sub(REACH);
        let antecedent = (from..kept.len()).rev().find(|&i| same(&kept[i], &candidate));
        match antecedent {
            Some(index) => absorb(&mut kept[index], candidate),
            None if candidate.weak => {}
            None => kept.push(candidate),
        }
    }
    kept
}

fn same(a: &Candidate, b: &Candidate) -> bool {
    let (x, y) = (&a.event, &b.event);
    // "Les rebelles ont attaqué l'armée. L'armée a attaqué les rebelles."
    let shared = |p: &[String], q: &[String]| p.iter().any(|words| q.contains(words));
    if shared(&a.sides[0], &b.sides[1]) || shared(&a.sides[1], &b.sides[0]) {
        return false;
    }
    let here = x.mentions.iter().any(|mention| mention.sentence == y.sentence);
    // Of a party that nobody knows nothing says that it is another.
    let known = |parties: &[Participant]| parties.iter().any(|party| party.country.is_some() || party.name.is_some());
    let apart = |p: &[Participant], q: &[Participant]| known(p) && known(q) && !meet(p, q);
    // "un accord pour suspendre les combats": one act told twice in a sentence.
    let modes = x.mode == y.mode || a.told_as == EventType::Assault && (x.mode.is_none() || y.mode.is_none());
    if here && a.told_as == b.told_as && modes && x.polarity == y.polarity {
        let dependent = y.status == Status::Hypothetical && !apart(&x.actors, &y.actors);
        if dependent && !clash(&x.when, &y.when) {
            return true;
        }
    }
    if x.polarity != y.polarity || (x.status == Status::Hypothetical) != (y.status == Status::Hypothetical) {
        return false;
    }
    if clash(&x.when, &y.when) || far_apart(x, y) {
        return false;
    }
    if apart(&x.actors, &y.actors) || (apart(&x.recipients, &y.recipients) && apart(&x.recipients, &y.actors)) {
        return false;
    }
    // The noun told again with a definite article takes its sense from the first telling.
    if b.definite && share(a, b) {
        return true;
    }
    if a.told_as != b.told_as || x.mode != y.mode && x.mode.is_some() && y.mode.is_some() {
        return false;
    }
    // The first telling behind a headline is that of the headline.
    if a.headline && (!b.headline || here) {
        return true;
    }
    // "tués dans une attaque": deeds of force in one sentence are one, where the parties do not change sides.
    let turned = meet(&x.actors, &y.recipients) || meet(&x.recipients, &y.actors);
    let one_sided = x.actors.is_empty() || y.actors.is_empty() || meet(&x.actors, &y.actors);
    if here && a.told_as == EventType::Assault && one_sided && (!turned || meet(&x.actors, &y.actors)) {
        return true;
    }
    if here && x.mode.is_some() && x.mode == y.mode && (x.actors.is_empty() || y.actors.is_empty()) {
        return true;
    }
    // One deed told twice in a sentence, at one time: "a libéré la ville au cours de combats".
    let told_once = here && x.when.time.is_some() && x.when.time == y.when.time;
    if told_once && (x.actors.is_empty() || y.actors.is_empty()) && !b.indefinite {
        return true;
    }
    let together = meet(&x.actors, &y.actors)
        && (x.recipients.is_empty() || y.recipients.is_empty() || meet(&x.recipients, &y.recipients));
    if x.when.basis == DateBasis::Explicit && y.when.basis == DateBasis::Explicit {
        // "des pourparlers jeudi", "les discussions de jeudi"
        let day = x.when.date_start == y.when.date_start && x.when.date_end == y.when.date_end;
        if b.definite && day && x.mode == y.mode && (x.actors.is_empty() || y.actors.is_empty()) {
            return true;
        }
        let instant = x.when.utc.is_some() && x.when.utc == y.when.utc;
        return together || (instant && x.mode == y.mode);
    }
    if b.indefinite {
        return false;
    }
    let alike = b.definite || x.mode.is_some() && x.mode == y.mode || share(a, b);
    if alike && retold(a.told_as) {
        return true;
    }
    together && x.mode == y.mode && (meet(&x.recipients, &y.recipients) || b.definite || share(a, b))
}

/// Whether an article that tells a deed of this type again, without another party, time, place or mode, mostly tells the same
/// one. Words are different: the same party asks, accuses, agrees again and again.
fn retold(kind: EventType) -> bool {
    use EventType::{Assault, Coerce, Consult, Mobilize, Protest, Retreat};
    matches!(kind, Assault | Coerce | Consult | Mobilize | Protest | Retreat)
}

/// Whether a mention names the event by a noun that it was named by before.
fn share(a: &Candidate, b: &Candidate) -> bool {
    b.heads.iter().any(|head| a.heads.contains(head))
}

/// Whether two times cannot be one. The day of a headline is only that of its news.
fn clash(a: &EventTime, b: &EventTime) -> bool {
    if a.basis == DateBasis::Published || b.basis == DateBasis::Published {
        return false;
    }
    if let (Some(x), Some(y)) = (a.utc, b.utc) {
        return x != y;
    }
    let before = |x: &EventTime, y: &EventTime| match (x.date_end, y.date_start) {
        (Some(end), Some(start)) => end < start,
        _ => false,
    };
    (a.basis == DateBasis::Explicit
        || b.basis == DateBasis::Explicit
        || a.date_start.is_some() && b.date_start.is_some())
        && (before(a, b) || before(b, a))
}

/// Whether both have a place and the places differ in country or name.
fn far_apart(a: &Event, b: &Event) -> bool {
    match (&a.place, &b.place) {
        (Some(x), Some(y)) => match (&x.name, &y.name) {
            (Some(p), Some(q)) => p != q && x.precision == y.precision,
            _ => x.country.is_some() && y.country.is_some() && x.country != y.country,
        },
        _ => false,
    }
}

/// Whether two lists of parties share one.
fn meet(a: &[Participant], b: &[Participant]) -> bool {
    let keys = |parties: &[Participant]| -> BTreeSet<String> {
        parties.iter().filter_map(|p| p.country.clone().or_else(|| p.name.clone())).collect()
    };
    let (x, y) = (keys(a), keys(b));
    x.intersection(&y).next().is_some()
}

/// Adds a mention to its event: slots that were empty are filled, the more real status counts.
fn absorb(first: &mut Candidate, later: Candidate) {
    let Candidate { event, trust, definite, heads, headline, sides, .. } = later;
    if first.sides.iter().all(Vec::is_empty) {
        first.sides = sides;
    }
    first.headline &= headline;
    first.trust = first.trust.max(trust);
    for head in heads {
        if !first.heads.contains(&head) {
            first.heads.push(head);
        }
    }
    let into = &mut first.event;
    let real = |status: Status| match status {
        Status::Asserted => 0,
        Status::Reported => 1,
        Status::Expected => 2,
        Status::Alleged => 3,
        Status::Denied => 4,
        Status::Hypothetical => 5,
    };
    if real(event.status) < real(into.status) {
        if !definite || into.kind == event.kind {
            into.kind = event.kind;
            into.mode = into.mode.take().or(event.mode);
        }
        into.status = event.status;
        into.auxiliary = event.auxiliary.clone();
    }
    for (mine, theirs) in
        [(&mut into.actors, event.actors), (&mut into.recipients, event.recipients), (&mut into.others, event.others)]
    {
        for party in theirs {
            let known = mine.iter().any(|p| {
                p.name == party.name && p.country == party.country && (p.name.is_some() || p.country.is_some())
            });
            if mine.is_empty() || (party.role.is_some() && !known) {
                mine.push(party);
            }
        }
    }
    let rank = |basis| match basis {
        DateBasis::Explicit => 0,
        DateBasis::Published => 1,
        DateBasis::Inferred => 2,
        DateBasis::None => 3,
    };
    let finer = |time: &EventTime| (rank(time.basis), time.utc.is_none());
    if finer(&event.when) < finer(&into.when) {
        into.when = event.when;
    }
    into.place = into.place.take().or(event.place);
    for report in event.reported_by {
        if !into.reported_by.contains(&report) {
            into.reported_by.push(report);
        }
    }
    into.dead = into.dead.or(event.dead);
    into.injured = into.injured.or(event.injured);
    into.arrested = into.arrested.or(event.arrested);
    into.size = into.size.or(event.size);
    into.mentions.extend(event.mentions);
    for context in event.contexts {
        if !into.contexts.contains(&context) {
            into.contexts.push(context);
        }
    }
    for rule in event.found_by {
        if !into.found_by.contains(&rule) {
            into.found_by.push(rule);
        }
    }
    debug_assert!(into.polarity == Polarity::Positive || event.polarity == into.polarity);
}
