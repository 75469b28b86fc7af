use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar on a terminal: documents and their rate, and the time left by the bytes of the input read so far.
pub(crate) struct Progress {
    bar: ProgressBar,
    documents: AtomicU64,
    /// Where in the input each document under way ends, in order.
    ends: Mutex<VecDeque<u64>>,
}

impl Progress {
    /// A bar over so many bytes of input (0 where that is not known); hidden unless a person watches.
    pub fn new(bytes: u64, visible: bool) -> Progress {
        let bar = if visible { ProgressBar::new(bytes) } else { ProgressBar::hidden() };
        let template =
            if bytes > 0 { "{wide_bar:.cyan/dim} {msg}  {percent}%  {eta} left" } else { "{spinner} {msg}  {elapsed}" };
        bar.set_style(ProgressStyle::with_template(template).expect("the template is well formed"));
        if visible {
            bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(5));
            bar.enable_steady_tick(Duration::from_millis(250));
        }
        Progress { bar, documents: AtomicU64::new(0), ends: Mutex::default() }
    }

    /// A document was read; the input is read up to `position`.
    pub fn read(&self, position: u64) {
        self.ends.lock().expect("no holder panics").push_back(position);
    }

    /// The oldest document under way is done.
    pub fn done(&self) {
        let documents = self.documents.fetch_add(1, Ordering::Relaxed) + 1;
        if let Some(position) = self.ends.lock().expect("no holder panics").pop_front() {
            self.bar.set_position(position);
        }
        let rate = documents as f64 / self.bar.elapsed().as_secs_f64().max(0.001);
        self.bar.set_message(format!("{documents} documents  {rate:.1}/s"));
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
