//! Where forward passes run: threads of their own, each of which is a rayon pool of one.
//!
//! `rten-gemm` spreads a product over the rayon pool that it is called from. Called from a worker of the caller's pool, it
//! would wait there, and a waiting worker takes up the next document: document within document, until the stack is full. A
//! pool of one thread entered by `install` does not help, for the worker waits for it in the same way. So a pass is handed
//! over by `spawn`, which does not wait, and the caller sleeps on a channel, where rayon cannot reach it. Inside a pool of
//! one thread `rten-gemm` does everything on the spot.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Mutex;
use std::sync::mpsc::sync_channel;

use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

/// One thread and the buffers that passes on it reuse.
struct Lane<B> {
    pool: ThreadPool,
    buffers: B,
}

/// As many lanes as there were callers at a time.
pub(super) struct Lanes<B> {
    free: Mutex<Vec<Lane<B>>>,
}

impl<B: Default + Send + 'static> Lanes<B> {
    pub(super) fn new() -> Lanes<B> {
        Lanes { free: Mutex::new(Vec::new()) }
    }

    /// Runs `work` on a free lane, or on a new one, and waits for it. A panic goes on in the caller.
    pub(super) fn run<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut B) -> R + Send + 'static,
    ) -> Result<R, ThreadPoolBuildError> {
        let free = self.free.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).pop();
        let Lane { pool, mut buffers } = match free {
            Some(lane) => lane,
            None => Lane { pool: ThreadPoolBuilder::new().num_threads(1).build()?, buffers: B::default() },
        };
        let (sender, receiver) = sync_channel(1);
        pool.spawn(move || {
            let outcome = catch_unwind(AssertUnwindSafe(|| work(&mut buffers)));
            // The receiver waits for exactly this.
            let _ = sender.send((outcome, buffers));
        });
        let (outcome, buffers) = receiver.recv().expect("a lane always answers");
        match outcome {
            Ok(result) => {
                self.free.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push(Lane { pool, buffers });
                Ok(result)
            }
            Err(panic) => resume_unwind(panic),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use rayon::prelude::*;

    use super::*;

    thread_local!(static DEPTH: Cell<usize> = const { Cell::new(0) });

    /// How deep documents are nested in one another on one thread, at most, when each of them calls `pass`.
    fn deepest(pass: impl Fn() + Sync) -> usize {
        let pool = ThreadPoolBuilder::new().num_threads(4).build().unwrap();
        let depths = pool.install(|| {
            (0..400)
                .into_par_iter()
                .map(|_| {
                    DEPTH.set(DEPTH.get() + 1);
                    let depth = DEPTH.get();
                    pass();
                    DEPTH.set(DEPTH.get() - 1);
                    depth
                })
                .max()
        });
        depths.unwrap()
    }

    /// Work that other threads of the pool take up, so that the one that began it has to wait.
    fn busy() {
        let nap = |at: u64| std::thread::sleep(std::time::Duration::from_micros(100 * (at % 5)));
        (0..8).into_par_iter().for_each(nap);
    }

    #[test]
    fn documents_do_not_nest() {
        let lanes = Lanes::<()>::new();
        assert_eq!(deepest(|| lanes.run(|()| busy()).unwrap()), 1);
        assert!(lanes.free.lock().unwrap().len() <= 4);
        // What the lanes are for: without them this test would see the fault.
        assert!((0..50).any(|_| deepest(busy) > 1));
    }

    #[test]
    fn a_panic_is_the_callers() {
        let lanes = Lanes::<()>::new();
        let caught = catch_unwind(AssertUnwindSafe(|| lanes.run(|()| panic!("in the lane"))));
        assert!(caught.is_err());
        assert_eq!(lanes.run(|()| rayon::current_num_threads()).unwrap(), 1);
    }
}
