use std::collections::BTreeSet;
use std::io::{self, BufRead};
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::export::open;
use super::journal::hex;
use super::sorted::Sorted;
use super::{ExportError, FILES};
use crate::record::{ClusterRecord, EventRecord, ParticipantRecord, json_line};

/// So many reports are sorted in memory; more go to files beside the output.
const IN_MEMORY: usize = 100_000;

/// An event that may have happened on any day of a longer time is nobody else's.
const DAYS: i32 = 31;

/// What a clustering found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clustered {
    /// Events, each in one cluster.
    pub events: u64,
    /// Clusters.
    pub clusters: u64,
    /// Clusters of more than one report.
    pub shared: u64,
}

/// An event as its clustering sees it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Report {
    /// Reports of different blocks never meet: country and type, or the same words, where country or time is open.
    block: (String, String),
    start: String,
    /// The place in the dataset.
    number: u64,
    end: String,
    mode: Option<String>,
    negated: bool,
    actors: BTreeSet<String>,
    recipients: BTreeSet<String>,
    place: Option<String>,
    /// A digest of the trigger and its sentence.
    words: String,
    published: Option<String>,
    event: String,
    doc: String,
}

impl Report {
    fn new(event: EventRecord, number: u64) -> Report {
        let countries =
            |parties: &[ParticipantRecord]| parties.iter().filter_map(|party| party.country.clone()).collect();
        let (actors, recipients): (BTreeSet<String>, BTreeSet<String>) =
            (countries(&event.actors), countries(&event.recipients));
        let told = matches!(event.status.as_str(), "asserted" | "reported");
        let country = event.country.as_ref().or(recipients.first()).or(actors.first()).cloned();
        let (start, end) = (event.date_start.unwrap_or_default(), event.date_end.unwrap_or_default());
        let words = digest(&event.trigger, &event.sentence);
        let country = country.filter(|_| told && is_short(&start, &end));
        let (block, start, end) = match country {
            Some(country) => ((country, event.r#type), start, end),
            None => ((words.clone(), event.r#type), String::new(), String::new()),
        };
        let fine = event.precision.is_some_and(|precision| precision >= 3);
        let place =
            event.geonames.filter(|_| fine).or(event.place_name.filter(|_| fine).map(|name| name.to_lowercase()));
        Report {
            block,
            start,
            number,
            end,
            mode: event.mode,
            negated: event.polarity == "negated",
            actors,
            recipients,
            place,
            words,
            published: event.published,
            event: event.id,
            doc: event.doc,
        }
    }
}

/// What two copies of an agency's words have in common.
fn digest(trigger: &str, sentence: &str) -> String {
    let bytes = Sha256::new().chain_update(trigger).chain_update([0]).chain_update(sentence).finalize();
    hex(&bytes, 16)
}

/// Whether both days are known, and few lie between them.
fn is_short(start: &str, end: &str) -> bool {
    let day = |text: &str| text.parse::<jiff::civil::Date>().ok();
    let (Some(first), Some(last)) = (day(start), day(end)) else { return false };
    last.since(first).is_ok_and(|span| (0..=DAYS).contains(&span.get_days()))
}

/// Groups the events of the dataset in `folder` that report one real event, and hands out `clusters.jsonl` line by line:
/// every event, under the cluster that it belongs to.
///
/// Two reports of different documents are of one event when type, polarity and country are the same, the times overlap, no
/// mode, place or party contradicts, and the place (to the département or finer), both parties, or the very sentence are the same; where country or time
/// is open, only the sentence counts. Reports
/// are sorted on disk: memory holds a bounded number of them, and the events of one country and type that overlap in time.
pub fn cluster(folder: &Path, take: impl FnMut(&str) -> io::Result<()>) -> Result<Clustered, ExportError> {
    cluster_within(folder, IN_MEMORY, take)
}

fn cluster_within(
    folder: &Path,
    in_memory: usize,
    mut take: impl FnMut(&str) -> io::Result<()>,
) -> Result<Clustered, ExportError> {
    let (path, mut reader) = open(folder, FILES[1])?;
    let read = |source| ExportError::Read { path: path.clone(), source };
    let mut reports = Sorted::new(folder, "clusters", in_memory);
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        if reader.read_until(b'\n', &mut line).map_err(read)? == 0 {
            break;
        }
        let fault = |error: serde_json::Error| ExportError::Line {
            path: path.clone(),
            line: number,
            message: error.to_string(),
        };
        let event: EventRecord = serde_json::from_slice(&line).map_err(fault)?;
        reports.push(Report::new(event, number as u64)).map_err(ExportError::Write)?;
    }
    let mut sweep = Sweep::default();
    reports.merged(|report| sweep.add(report, &mut take)).map_err(ExportError::Write)?;
    sweep.close(|_| true, &mut take).map_err(ExportError::Write)?;
    Ok(sweep.clustered)
}

/// What the reports of a cluster agree on, and who they are: published, place in the dataset, event, document.
struct Open {
    common: Report,
    members: Vec<(Option<String>, u64, String, String)>,
}

impl Open {
    fn new(report: Report) -> Open {
        let mut open = Open { common: report.clone(), members: Vec::new() };
        open.join(report);
        open
    }

    fn takes(&self, report: &Report) -> bool {
        let common = &self.common;
        let apart = |a: &BTreeSet<String>, b: &BTreeSet<String>| !a.is_empty() && !b.is_empty() && a.is_disjoint(b);
        let agree = |a: &Option<String>, b: &Option<String>| a.is_none() || b.is_none() || a == b;
        let same = |a: &BTreeSet<String>, b: &BTreeSet<String>| !a.is_disjoint(b);
        let placed = common.place.is_some() && common.place == report.place;
        let copied = common.words == report.words;
        let sided = same(&common.actors, &report.actors) && same(&common.recipients, &report.recipients);
        common.negated == report.negated
            && common.start <= report.end
            && report.start <= common.end
            && agree(&common.mode, &report.mode)
            && agree(&common.place, &report.place)
            && !apart(&common.actors, &report.actors)
            && !apart(&common.recipients, &report.recipients)
            && (copied || placed || sided)
            && self.members.iter().all(|(.., doc)| *doc != report.doc)
    }

    /// What the reports leave open is narrowed, so that no chain of them drifts away.
    fn join(&mut self, report: Report) {
        let common = &mut self.common;
        common.start = common.start.clone().max(report.start);
        common.end = common.end.clone().min(report.end);
        common.mode = common.mode.take().or(report.mode);
        common.place = common.place.take().or(report.place);
        common.actors.extend(report.actors);
        common.recipients.extend(report.recipients);
        self.members.push((report.published, report.number, report.event, report.doc));
    }
}

/// The clusters that a report still to come may belong to.
#[derive(Default)]
struct Sweep {
    open: Vec<Open>,
    clustered: Clustered,
}

impl Sweep {
    fn add(&mut self, report: Report, take: &mut impl FnMut(&str) -> io::Result<()>) -> io::Result<()> {
        let (block, start) = (report.block.clone(), report.start.clone());
        self.close(|common| common.block != block || common.end < start, take)?;
        let home = self.open.iter_mut().find(|open| open.takes(&report));
        match home {
            Some(open) => open.join(report),
            None => self.open.push(Open::new(report)),
        }
        Ok(())
    }

    /// Hands out the clusters that are done.
    fn close(
        &mut self,
        done: impl Fn(&Report) -> bool,
        take: &mut impl FnMut(&str) -> io::Result<()>,
    ) -> io::Result<()> {
        for mut open in self.open.extract_if(.., |open| done(&open.common)) {
            // What has no day of publication comes last.
            open.members.sort_by_key(|member| (member.0.is_none(), member.0.clone(), member.1));
            let size = open.members.len() as u64;
            self.clustered.events += size;
            self.clustered.clusters += 1;
            self.clustered.shared += u64::from(size > 1);
            let Some((_, _, cluster, first_doc)) = open.members.first().cloned() else { continue };
            for (_, _, event, doc) in open.members {
                let record = ClusterRecord { cluster: cluster.clone(), event, doc, size, first_doc: first_doc.clone() };
                take(&json_line(&record))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENT: &str = r#"{"schema_version": "1", "id": "", "doc": "", "published": "2023-05-04", "outlet": null, "title": null,
        "url": null, "type": "", "mode": null, "quad": 4, "contexts": [], "status": "asserted", "polarity": "positive",
        "auxiliary": [], "trigger": "x", "trigger_start": 0, "trigger_end": 1, "sentence": "x", "sentence_start": 0,
        "sentence_end": 1, "actors": [], "recipients": [], "others": [], "time": null, "value": null, "date_start": null,
        "date_end": null, "utc": null, "date_basis": "explicit", "place": null, "place_start": null, "place_end": null,
        "place_name": null, "country": null, "geonames": null, "lat": null, "lon": null, "precision": 4, "disputed": null,
        "reported_by": [], "dead": null, "injured": null, "arrested": null, "size_text": null, "mentions": [],
        "confidence": 0.5, "found_by": []}"#;

    /// An event of "day type country place actor>recipient doc", `-` for none.
    fn event(row: &str, number: usize) -> String {
        let cells: Vec<&str> = row.split(' ').collect();
        let [day, kind, country, place, parties, doc] = cells[..] else { panic!("{row}") };
        let some = |cell: &str| (cell != "-").then(|| cell.to_owned());
        let (actor, recipient) = parties.split_once('>').unwrap();
        let party = |country: &str| -> Vec<serde_json::Value> {
            let party = serde_json::json!({"text": "x", "start": 0, "end": 1, "entity": null, "name": null,
                "country": country, "sectors": [], "via": null, "role": null});
            some(country).map(|_| party).into_iter().collect()
        };
        let mut event: serde_json::Value = serde_json::from_str(EVENT).unwrap();
        for (key, value) in [
            ("id", format!("{doc}#v{number}").into()),
            ("doc", doc.into()),
            ("type", kind.into()),
            ("actors", party(actor).into()),
            ("recipients", party(recipient).into()),
            ("date_start", some(day).into()),
            ("date_end", some(day).into()),
            ("place_name", some(place).into()),
            ("country", some(country).into()),
            ("sentence", if doc.starts_with("copy") { "copied".to_owned() } else { format!("x {number}") }.into()),
        ] {
            event[key] = value;
        }
        event.to_string()
    }

    fn clustered(rows: &[&str], in_memory: usize) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let lines: String = rows.iter().enumerate().map(|(at, row)| event(row, at + 1) + "\n").collect();
        std::fs::write(folder.path().join("events.jsonl"), lines).unwrap();
        let mut found = Vec::new();
        let counts = cluster_within(folder.path(), in_memory, |line| {
            let record: ClusterRecord = serde_json::from_str(line).unwrap();
            found.push(format!("{} {} {} {}", record.cluster, record.event, record.size, record.first_doc));
            Ok(())
        });
        assert_eq!(counts.unwrap().events as usize, rows.len());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no file is left behind");
        found
    }

    #[test]
    fn reports_of_one_event_meet() {
        let rows = [
            "2023-05-02 ASSAULT MLI Gao ->MLI a",
            "2023-05-02 ASSAULT MLI gao RUS>- b",
            // Another day, town, type, country, or the same document.
            "2023-05-03 ASSAULT MLI Gao ->MLI c",
            "2023-05-02 ASSAULT MLI Mopti ->MLI d",
            "2023-05-02 COERCE MLI Gao ->MLI e",
            "2023-05-02 ASSAULT MLI Gao ->MLI a",
            // Without a place both sides must be known.
            "2023-05-02 ASSAULT MLI - RUS>MLI f",
            "2023-05-02 ASSAULT MLI - ->MLI g",
            "- ASSAULT MLI Gao ->MLI h",
            // Without a day only the same words.
            "- ASSAULT MLI - ->- copy1",
            "- ASSAULT MLI - ->- copy2",
        ];
        let found = clustered(&rows, 100);
        let of = |event: &str| found.iter().find(|line| line.contains(&format!(" {event} "))).unwrap().clone();
        assert_eq!(of("a#v1"), "a#v1 a#v1 3 a");
        assert_eq!(of("b#v2"), "a#v1 b#v2 3 a");
        assert_eq!(of("f#v7"), "a#v1 f#v7 3 a");
        assert_eq!(of("copy2#v11"), "copy1#v10 copy2#v11 2 copy1");
        for alone in ["c#v3", "d#v4", "e#v5", "a#v6", "g#v8", "h#v9"] {
            let doc = &alone[..1];
            assert_eq!(of(alone), format!("{alone} {alone} 1 {doc}"));
        }
    }

    #[test]
    fn memory_changes_nothing() {
        let towns = ["Gao", "Mopti", "-"];
        let row = |at: usize| {
            let (day, town) = (1 + at % 5, towns[at % 3]);
            format!("2023-05-0{day} ASSAULT MLI {town} RUS>MLI doc{at}")
        };
        let rows: Vec<String> = (0..60).map(row).collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let whole = clustered(&rows, 1000);
        assert!(whole.iter().any(|line| !line.contains(" 1 ")));
        for in_memory in [1, 7, 60] {
            assert_eq!(clustered(&rows, in_memory), whole, "{in_memory}");
        }
    }
}
