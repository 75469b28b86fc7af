use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::dataset::Counts;

/// How far a run is: a bar on a terminal, a line now and then in a log; the time left is by the bytes of the input read so
/// far.
pub(crate) struct Progress {
    bar: ProgressBar,
    documents: AtomicU64,
    /// Where in the input each document under way ends, in order.
    ends: Mutex<VecDeque<u64>>,
    /// Where the first of them ends: what lies before was done by an earlier process.
    first: OnceLock<u64>,
    began: Instant,
    log: Option<Duration>,
    logged: Mutex<Instant>,
}

impl Progress {
    /// A bar where a person watches; else a line for the log so often.
    pub fn new(visible: bool, log: Option<Duration>) -> Progress {
        let bar = if visible { ProgressBar::no_length() } else { ProgressBar::hidden() };
        bar.set_style(style("{spinner} {msg}  {elapsed}"));
        if visible {
            bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(5));
            bar.enable_steady_tick(Duration::from_millis(250));
        }
        let log = log.filter(|_| !visible);
        let began = Instant::now();
        Progress {
            bar,
            documents: AtomicU64::new(0),
            ends: Mutex::default(),
            first: OnceLock::new(),
            began,
            log,
            logged: Mutex::new(began),
        }
    }

    /// Whether anybody will be told the time left.
    pub fn wants_length(&self) -> bool {
        !self.bar.is_hidden() || self.log.is_some()
    }

    /// The bytes of the whole input, once they are known.
    pub fn length(&self, bytes: u64) {
        if bytes > 0 {
            self.bar.set_length(bytes);
            self.bar.set_style(style("{wide_bar:.cyan/dim} {msg}  {percent}%  {eta} left"));
        }
    }

    /// A document was read; the input is read up to `position`.
    pub fn read(&self, position: u64) {
        if self.first.set(position).is_ok() {
            self.bar.set_position(position);
            self.bar.reset_eta();
        }
        self.ends.lock().expect("no holder panics").push_back(position);
    }

    /// The oldest document under way is done. `counts` is what this process did; a line for the log comes back when it is
    /// time.
    pub fn done(&self, counts: &Counts) -> Option<String> {
        let documents = self.documents.fetch_add(1, Ordering::Relaxed) + 1;
        if let Some(position) = self.ends.lock().expect("no holder panics").pop_front() {
            self.bar.set_position(position);
        }
        let seconds = self.began.elapsed().as_secs_f64().max(0.001);
        let rate = documents as f64 / seconds;
        self.bar.set_message(format!("{documents} documents  {rate:.1}/s"));
        let mut logged = self.logged.lock().expect("no holder panics");
        if self.log.is_none_or(|every| logged.elapsed() < every) {
            return None;
        }
        *logged = Instant::now();
        let mut line = format!(
            "progress: documents={documents} failed={} events={} seconds={seconds:.0} documents_per_s={rate:.1} words_per_s={:.0}",
            counts.failed,
            counts.events,
            counts.words as f64 / seconds,
        );
        if let Some(length) = self.bar.length().filter(|length| *length > 0) {
            let (first, at) = (*self.first.get().unwrap_or(&0), self.bar.position());
            let left = length.saturating_sub(at) as f64 / (at.saturating_sub(first) as f64).max(1.0) * seconds;
            line += &format!(" read_percent={:.1} left_s={left:.0}", 100.0 * at as f64 / length as f64);
        }
        Some(line)
    }

    /// How many are done.
    pub fn documents(&self) -> u64 {
        self.documents.load(Ordering::Relaxed)
    }

    /// Says something above the bar.
    pub fn suspend(&self, say: impl FnOnce()) {
        self.bar.suspend(say);
    }

    /// Clears the line.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).expect("the templates are well formed")
}
