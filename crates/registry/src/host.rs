//! What is known about one host: how it is spoken to, what it demands, what it still allows, when to leave it alone.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use jiff::Timestamp;

use crate::challenge::Demand;
use crate::client::Limits;
use crate::error::ErrorKind;
use crate::lane::Lane;
use crate::rate::RateLimit;
use crate::wire::{Broken, Stage};

/// Hosts remembered at most; redirects may lead to ever new ones.
const MOST_HOSTS: usize = 1_000;

/// So many requests without an answer, one after another, and the host is taken to be silent.
const SILENT_AFTER: u32 = 16;

/// Seconds to leave a host alone that complained and did not say for how long.
const UNTOLD_PAUSE: i64 = 60;

/// Every host that was spoken to.
#[derive(Debug)]
pub(crate) struct Hosts {
    known: Mutex<HashMap<String, Arc<Host>>>,
    width: usize,
}

impl Hosts {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self { known: Mutex::default(), width: limits.per_host }
    }

    pub(crate) fn get(&self, name: &str) -> Arc<Host> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST_HOSTS && !known.contains_key(name) {
            known.retain(|_, host| Arc::strong_count(host) > 1);
        }
        known.entry(name.to_owned()).or_insert_with(|| Arc::new(Host::new(name, self.width))).clone()
    }
}

/// One host, by its name in references or in an address.
#[derive(Debug)]
pub(crate) struct Host {
    pub(crate) name: String,
    pub(crate) lane: Arc<Lane>,
    first: tokio::sync::Mutex<()>,
    facts: Mutex<Facts>,
}

#[derive(Debug, Default)]
struct Facts {
    scheme: Option<&'static str>,
    is_met: bool,
    demand: Option<Demand>,
    rate: Option<RateLimit>,
    pause: Option<Pause>,
    sends_no_digest: bool,
    trouble: Option<(Instant, ErrorKind)>,
    silent: u32,
}

/// The host wants to be left alone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pause {
    pub(crate) until: Timestamp,
    /// Whether the host named the time itself.
    pub(crate) told: bool,
}

impl Host {
    fn new(name: &str, width: usize) -> Self {
        let (lane, first) = (Arc::new(Lane::new(width)), tokio::sync::Mutex::default());
        Self { name: name.to_owned(), lane, first, facts: Mutex::default() }
    }

    /// `https` or `http`, once it is known.
    pub(crate) fn scheme(&self) -> Option<&'static str> {
        self.facts().scheme
    }

    pub(crate) fn found_scheme(&self, scheme: &'static str) {
        self.facts().scheme = Some(scheme);
    }

    pub(crate) fn forget_scheme(&self) {
        self.facts().scheme = None;
    }

    /// Lets the first go ahead: until it has found out how the host is spoken to and what it demands, for all, the others
    /// wait here. Nothing when that is known.
    pub(crate) async fn lead(&self) -> Option<tokio::sync::MutexGuard<'_, ()>> {
        if self.facts().is_met {
            return None;
        }
        let lead = self.first.lock().await;
        (!self.facts().is_met).then_some(lead)
    }

    /// It answered, whatever it said.
    pub(crate) fn answered(&self, rate: Option<RateLimit>) {
        let mut facts = self.facts();
        facts.is_met = true;
        facts.trouble = None;
        facts.silent = 0;
        if rate.is_some() {
            facts.rate = rate;
        }
    }

    /// It did not answer. What keeps everybody from it is told to all who wait, instead of being found out by each.
    pub(crate) fn failed(&self, broken: &Broken) {
        let mut facts = self.facts();
        if broken.kind == ErrorKind::Timeout {
            facts.silent += 1;
        }
        // Whoever led and was not answered has nothing to tell: the others go by themselves, all at once.
        facts.is_met = true;
        if broken.at == Stage::Connecting || facts.silent >= SILENT_AFTER {
            facts.trouble = Some((Instant::now(), broken.kind.clone()));
        }
    }

    /// What was found out since `began`.
    pub(crate) fn trouble_since(&self, began: Instant) -> Option<ErrorKind> {
        let facts = self.facts();
        facts.trouble.as_ref().filter(|(at, _)| *at >= began).map(|(_, kind)| kind.clone())
    }

    pub(crate) fn demand(&self) -> Option<Demand> {
        self.facts().demand.clone()
    }

    /// It wants this from everybody; the scope was for one question.
    pub(crate) fn demands(&self, demand: &Demand) {
        self.facts().demand = Some(demand.without_scope());
    }

    pub(crate) fn rate(&self) -> Option<RateLimit> {
        self.facts().rate.clone()
    }

    pub(crate) fn sends_no_digest(&self) -> bool {
        self.facts().sends_no_digest
    }

    pub(crate) fn note_digest(&self, sent: bool) {
        self.facts().sends_no_digest = !sent;
    }

    /// It complained. Those in flight complain once, together.
    pub(crate) fn complained(&self, until: Option<Timestamp>, now: Timestamp) {
        let mut facts = self.facts();
        if facts.pause.is_none_or(|pause| pause.until <= now) {
            self.lane.halve();
        }
        let untold = || Timestamp::from_second(now.as_second() + UNTOLD_PAUSE).unwrap_or(now);
        let pause = Pause { until: until.unwrap_or_else(untold), told: until.is_some() };
        // The longest wish counts; a guess gives way to any.
        if facts.pause.is_none_or(|old| old.until < pause.until || (pause.told && !old.told)) {
            facts.pause = Some(pause);
        }
    }

    pub(crate) fn pause(&self, now: Timestamp) -> Option<Pause> {
        self.facts().pause.filter(|pause| pause.until > now)
    }

    fn facts(&self) -> MutexGuard<'_, Facts> {
        self.facts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
