//! Order, bounds and ends of a run, with a pipeline whose documents take different times.

use std::sync::atomic::AtomicUsize;
use std::time::Duration;

use super::*;
use crate::document::{Analysis, Component, Layer};
use crate::pipeline::Pipeline;

/// Takes as many milliseconds as the text says.
struct Sleeper;

impl Component for Sleeper {
    fn name(&self) -> &'static str {
        "sleeper"
    }
    fn requires(&self) -> &'static [Layer] {
        &[]
    }
    fn assigns(&self) -> &'static [Layer] {
        &[]
    }
    fn apply(&self, document: &Document, _: &mut Analysis) -> Result<(), Failure> {
        std::thread::sleep(Duration::from_millis(document.text.parse().unwrap_or(0)));
        if document.text.is_empty() { Err(Failure::new("test.empty", "no text")) } else { Ok(()) }
    }
}

fn documents() -> impl Iterator<Item = Input> {
    (0..200).map(|n| Ok(Document::new(n.to_string(), "fr", if n % 50 == 0 { "20" } else { "0" })))
}

/// Runs a job over the documents; how many were read, and the ids that came out before `sink` had enough.
fn run(jobs: usize, cancelled: &AtomicBool, sink: impl Fn(usize, usize) -> io::Result<()>) -> (usize, Vec<String>) {
    let pipeline = Pipeline::new(vec![Box::new(Sleeper)]).unwrap();
    let job = Job { pipeline: &pipeline, jobs, text: true, tokens: false, cancelled };
    let (read, mut ids) = (AtomicUsize::new(0), Vec::new());
    let ended = job.run(
        |push| {
            let _ = documents().try_for_each(|input| {
                read.fetch_add(1, Ordering::SeqCst);
                push(String::new(), input)
            });
        },
        |_, outcome| {
            let Outcome::Done(lines) = outcome else { panic!("no document of these fails") };
            let record: DocumentRecord = serde_json::from_str(&lines.document)?;
            ids.push(record.id);
            sink(read.load(Ordering::SeqCst), ids.len())
        },
    );
    assert_eq!(ended.is_err(), ids.len() < 200 && !cancelled.load(Ordering::SeqCst));
    assert!(ended.is_err() || ended.is_ok_and(|whole| whole == (ids.len() == 200)));
    (read.into_inner(), ids)
}

fn first(count: usize) -> Vec<String> {
    (0..count).map(|n| n.to_string()).collect()
}

#[test]
fn outcomes_come_in_order_and_reading_waits_for_them() {
    let never = AtomicBool::new(false);
    for jobs in [1, 3] {
        let (read, ids) = run(jobs, &never, |read, done| {
            // One more has been taken from the input, and waits at the door.
            assert!(read <= done + jobs * DOCUMENTS_A_WORKER + 1, "{read} read, {done} done");
            Ok(())
        });
        assert_eq!((read, ids), (200, first(200)));
    }
}

#[test]
fn a_sink_that_fails_ends_the_run() {
    let never = AtomicBool::new(false);
    let full = |_, done| if done == 3 { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) };
    let (read, ids) = run(2, &never, full);
    assert!(read < 200);
    assert_eq!(ids, first(3));
}

#[test]
fn a_cancelled_run_finishes_what_it_began_and_says_so() {
    let cancelled = AtomicBool::new(false);
    let (read, ids) = run(2, &cancelled, |_, done| {
        cancelled.fetch_or(done == 3, Ordering::SeqCst);
        Ok(())
    });
    // Those that were begun when the third came are finished; there is no gap.
    assert!(read < 200);
    assert!((3..200).contains(&ids.len()));
    assert_eq!(ids, first(ids.len()));
}
