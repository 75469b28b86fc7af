use std::sync::{Condvar, Mutex};

/// Room for so many documents between the reader and the sink; a reader waits at the door.
pub(super) struct Window {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    free: usize,
    closed: bool,
}

impl Window {
    pub fn new(size: usize) -> Window {
        Window { state: Mutex::new(State { free: size, closed: false }), changed: Condvar::new() }
    }

    /// Waits for room; false once the window is closed.
    pub fn enter(&self) -> bool {
        let state = self.state.lock().expect("no holder panics");
        let mut state =
            self.changed.wait_while(state, |state| state.free == 0 && !state.closed).expect("no holder panics");
        if state.closed {
            return false;
        }
        state.free -= 1;
        true
    }

    /// Makes room for one more.
    pub fn leave(&self) {
        self.state.lock().expect("no holder panics").free += 1;
        self.changed.notify_one();
    }

    /// Sends everyone who waits home.
    pub fn close(&self) {
        self.state.lock().expect("no holder panics").closed = true;
        self.changed.notify_all();
    }
}
