//! All patterns of a grammar as one automaton, walked once over what begins at a word.

use std::fmt;
use std::sync::Arc;

use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::nfa::thompson;
use regex_automata::util::pool::Pool;
use regex_automata::{Anchored, Input, MatchKind};

/// How many bytes the automaton may take before and while it is walked.
const NFA_LIMIT: usize = 1 << 28;
const CACHE: usize = 1 << 24;

type Caches = Pool<Cache, Box<dyn Fn() -> Cache + Send + Sync>>;

/// A lazily made automaton and the states that were made so far, for each thread.
#[derive(Clone)]
pub(super) struct Automaton {
    dfa: Arc<DFA>,
    caches: Arc<Caches>,
}

impl Automaton {
    /// Compiles the patterns; a pattern's number is its place.
    pub(super) fn new(patterns: &[String]) -> Result<Automaton, String> {
        let dfa = DFA::builder()
            .configure(DFA::config().match_kind(MatchKind::All).cache_capacity(CACHE).skip_cache_capacity_check(true))
            .thompson(thompson::Config::new().nfa_size_limit(Some(NFA_LIMIT)).shrink(false))
            .build_many(patterns)
            .map_err(|error| error.to_string())?;
        let dfa = Arc::new(dfa);
        let made = Arc::clone(&dfa);
        let caches = Arc::new(Pool::new(Box::new(move || made.create_cache()) as Box<dyn Fn() -> Cache + Send + Sync>));
        Ok(Automaton { dfa, caches })
    }

    /// A walker for one text: it finds the longest match of every pattern at the beginning of a window, as end and pattern,
    /// the longest first and of equally long ones the first pattern.
    pub(super) fn walker(&self) -> impl FnMut(&str, &mut Vec<(usize, usize)>) + '_ {
        let mut cache = self.caches.get();
        move |window, found| {
            found.clear();
            // The walk fails only where the automaton gives up, and it is told never to.
            let _ = walk(&self.dfa, &mut cache, window, found);
            found.sort_by_key(|(end, pattern)| (std::cmp::Reverse(*end), *pattern));
        }
    }
}

/// The longest match of every pattern at the beginning of `window`, as end and pattern.
fn walk(
    dfa: &DFA,
    cache: &mut Cache,
    window: &str,
    found: &mut Vec<(usize, usize)>,
) -> Result<(), Box<dyn std::error::Error>> {
    let mut state = dfa.start_state_forward(cache, &Input::new(window).anchored(Anchored::Yes))?;
    let mut see = |cache: &Cache, state, end: usize| {
        for index in 0..dfa.match_len(cache, state) {
            let pattern = dfa.match_pattern(cache, state, index).as_usize();
            match found.iter_mut().find(|(_, known)| *known == pattern) {
                Some((longest, _)) => *longest = end,
                None => found.push((end, pattern)),
            }
        }
    };
    for (at, byte) in window.bytes().enumerate() {
        state = dfa.next_state(cache, state, byte)?;
        if state.is_match() {
            // The automaton tells of a match one byte late.
            see(cache, state, at);
        } else if state.is_dead() {
            return Ok(());
        }
    }
    state = dfa.next_eoi_state(cache, state)?;
    if state.is_match() {
        see(cache, state, window.len());
    }
    Ok(())
}

impl fmt::Debug for Automaton {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Automaton")
    }
}
