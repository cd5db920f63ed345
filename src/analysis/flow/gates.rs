//! Gates that open when enough of what leads to them has opened.

/// Gates by number; the first of them stand for the things that are asked about.
#[derive(Debug)]
pub(super) struct Gates {
    asked: usize,
    missing: Vec<usize>,
    feeds: Vec<Vec<usize>>,
    ready: Vec<usize>,
}

impl Gates {
    /// So many gates, each of which opens when one thing leads to it.
    pub(super) fn of(asked: usize) -> Self {
        Self { asked, missing: vec![1; asked], feeds: vec![Vec::new(); asked], ready: Vec::new() }
    }

    /// A gate before another that opens when so many things have come.
    pub(super) fn all(&mut self, count: usize, target: usize) -> usize {
        self.missing.push(count);
        self.feeds.push(vec![target]);
        let gate = self.missing.len() - 1;
        if count == 0 {
            self.ready.push(gate);
        }
        gate
    }

    /// A gate before another that opens when the first thing has come.
    pub(super) fn any(&mut self, target: usize) -> usize {
        self.all(1, target)
    }

    /// Lets one gate lead to another.
    pub(super) fn feed(&mut self, gate: usize, target: usize) {
        if let Some(feeds) = self.feeds.get_mut(gate) {
            feeds.push(target);
        }
    }

    /// One of the things that a gate waits for has come.
    pub(super) fn satisfy(&mut self, gate: usize) {
        let Some(missing) = self.missing.get_mut(gate) else { return };
        if *missing == 1 {
            self.ready.push(gate);
        }
        *missing = missing.saturating_sub(1);
    }

    /// Which of the gates that are asked about open.
    pub(super) fn run(self) -> Vec<bool> {
        let asked = self.asked;
        let mut open = vec![false; asked];
        self.in_turn(&mut |gate| open.get_mut(gate).into_iter().for_each(|slot| *slot = true));
        open
    }

    /// The gates that are asked about and open, each after those that lead to it.
    pub(super) fn in_turn(mut self, visit: &mut dyn FnMut(usize)) {
        while let Some(gate) = self.ready.pop() {
            if gate < self.asked {
                visit(gate);
            }
            let targets = self.feeds.get_mut(gate).map(std::mem::take).unwrap_or_default();
            targets.into_iter().for_each(|t| self.satisfy(t));
        }
    }
}
