//! Whether one person can do several things in time, one after the other.

use crate::model::StepId;
use std::cmp::Reverse;

/// A step that keeps a role busy; times from the instant that all steps compared have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Job {
    pub(super) step: StepId,
    pub(super) due: i64,
    pub(super) lasts: i64,
    /// By when it must be done.
    pub(super) by: i64,
    /// Which of its limits says so.
    pub(super) rung: usize,
}

/// The time between the first instant at which one is due and the last by which one must be done.
pub(super) fn room(jobs: &[Job]) -> i64 {
    let first = jobs.iter().map(|j| j.due).min().unwrap_or(0);
    jobs.iter().map(|j| j.by).max().unwrap_or(0).saturating_sub(first).max(0)
}

/// The fewest jobs found that take longer than there is time; none where all can be done: each may be broken off and taken up
/// again, so it is enough that between no two instants more must be done than fits.
pub(super) fn too_many(jobs: &[Job]) -> Option<Vec<Job>> {
    let mut starts: Vec<i64> = jobs.iter().map(|j| j.due).collect();
    starts.sort_unstable();
    starts.dedup();
    let mut by_limit = jobs.to_vec();
    by_limit.sort_by_key(|j| (j.by, j.step));
    let mut best: Option<Vec<Job>> = None;
    for start in starts {
        let mut sum = 0i64;
        for (at, job) in by_limit.iter().enumerate().filter(|(_, j)| j.due >= start) {
            sum = sum.saturating_add(job.lasts);
            let room = job.by.saturating_sub(start);
            if sum > room {
                let fewest = fewest(by_limit.iter().take(at + 1).filter(|j| j.due >= start), room);
                if best.as_ref().is_none_or(|other| fewest.len() < other.len()) {
                    best = Some(fewest);
                }
                break;
            }
        }
    }
    best
}

/// The fewest jobs that take longer than so much time: the longest.
fn fewest<'j>(jobs: impl Iterator<Item = &'j Job>, room: i64) -> Vec<Job> {
    let mut jobs: Vec<Job> = jobs.copied().collect();
    jobs.sort_by_key(|j| (Reverse(j.lasts), j.step));
    let mut sum = 0i64;
    let mut kept = Vec::new();
    for job in jobs {
        sum = sum.saturating_add(job.lasts);
        kept.push(job);
        if sum > room {
            break;
        }
    }
    kept.sort_by_key(|j| (j.by, j.step));
    kept
}

/// What happens when one does them one after the other, those with the earliest limits first: when each is done, and when the
/// first limit passes; nothing where none does.
pub(super) fn in_turn(jobs: &[Job]) -> Option<(Vec<(StepId, i64)>, i64)> {
    let mut done = Vec::new();
    let mut left: Vec<(Job, i64)> = jobs.iter().map(|j| (*j, j.lasts)).collect();
    let mut now = jobs.iter().map(|j| j.due).min()?;
    loop {
        let next = left.iter().map(|(j, _)| j.due).filter(|due| *due > now).min();
        let Some((job, rest)) = left.iter_mut().filter(|(j, _)| j.due <= now).min_by_key(|(j, _)| (j.by, j.step)) else {
            now = next?;
            continue;
        };
        let until = now.saturating_add(*rest).min(next.unwrap_or(i64::MAX));
        if job.by < until {
            return Some((done, job.by));
        }
        *rest -= until - now;
        now = until;
        if *rest == 0 {
            let step = job.step;
            done.push((step, now));
            left.retain(|(j, _)| j.step != step);
        }
    }
}
