//! `preplan simulate`

use super::args::{Common, Simulate, TraceFormat};
use super::check::{render, status};
use super::{Status, output};
use crate::check::{Options, check};
use crate::diagnostic::Lang;
use crate::disk::{discover, load};
use crate::emit::program::lower;
use crate::engine::trace::Names;
use crate::engine::{Effect, Engine};
use crate::report::line;
use std::fs::File;
use std::io::{BufRead, BufReader, IsTerminal as _, Write as _};

pub(super) fn run(args: &Simulate, common: &Common) -> Status {
    let loaded = load(&discover(std::slice::from_ref(&args.file)), "stdin.plan");
    let &[root] = loaded.roots.as_slice() else {
        output::complain("preplan: simulate takes one plan file");
        return Status::Trouble;
    };
    let checked = check(&loaded.project, root, Options { as_of: common.as_of() });
    let found = status(checked.diagnostics(), !loaded.unread.is_empty(), common);
    let Ok(runbook) = crate::emit::runbook(&checked) else {
        let terminal = std::io::stderr().is_terminal();
        output::complain(&render(&loaded, checked.diagnostics(), 1, super::args::Format::Plain, common, terminal));
        return found;
    };
    let program = match lower(&runbook) {
        Ok(program) => program,
        Err(error) => {
            output::complain(&format!("preplan: this plan cannot be run: {}", error.what));
            return Status::Trouble;
        }
    };
    let names = Names::new(&runbook, &program);
    let main = match args.procedure.as_ref().map(|name| (name, names.procedure(name))) {
        Some((name, None)) => {
            let known: Vec<&str> = program.procedures.iter().map(|p| p.name.as_str()).collect();
            output::complain(&match common.lang() {
                Lang::En => format!("preplan: no procedure is called {name}; there are: {}", known.join(", ")),
                Lang::Zh => format!("preplan: 没有名为 {name} 的处置；有：{}", known.join("、")),
            });
            return Status::Trouble;
        }
        Some((_, found)) => found,
        None => None,
    };
    let input: Box<dyn BufRead> = match &args.trace {
        None => Box::new(std::io::stdin().lock()),
        Some(path) => match File::open(path) {
            Ok(file) => Box::new(BufReader::new(file)),
            Err(error) => {
                output::complain(&format!("preplan: cannot read {}: {error}", path.display()));
                return Status::Trouble;
            }
        },
    };
    Player { names, engine: Engine::new(&program), main, format: args.format, lang: common.lang() }.play(input)
}

/// What plays a trace.
struct Player<'r> {
    names: Names<'r>,
    engine: Engine<'r>,
    main: Option<usize>,
    format: TraceFormat,
    lang: Lang,
}

impl Player<'_> {
    /// Plays the lines one by one; each is answered before the next is read.
    fn play(mut self, input: Box<dyn BufRead>) -> Status {
        let mut effects = Vec::new();
        let begun = self.engine.begin(self.main, &mut |e| effects.push(e));
        let mut status = self.tell(&mut effects, if begun.is_ok() { Status::Fine } else { Status::Trouble });
        for (number, text) in input.lines().enumerate() {
            let reason = match text {
                Ok(text) if text.trim().is_empty() => continue,
                Ok(text) => self.event(&text, &mut effects),
                Err(error) => {
                    output::complain(&format!("preplan: line {}: {error}", number + 1));
                    return Status::Trouble;
                }
            };
            if let Some(reason) = reason {
                output::complain(&format!("preplan: line {}: {reason}", number + 1));
                status = status.max(Status::Findings);
            }
            status = self.tell(&mut effects, status);
        }
        // With the trace its last instant is over.
        let now = self.engine.now();
        let over = self.engine.advance(now, &mut |e| effects.push(e));
        self.tell(&mut effects, if over.is_ok() { status } else { Status::Trouble })
    }

    /// Why a line does nothing; none where it does.
    fn event(&mut self, text: &str, effects: &mut Vec<Effect>) -> Option<String> {
        let played = self.names.play_text(&mut self.engine, text, self.main, &mut |e| effects.push(e));
        played.err().map(|reason| reason.get(self.lang).to_owned())
    }

    fn tell(&self, effects: &mut Vec<Effect>, status: Status) -> Status {
        let mut text = String::new();
        for effect in effects.drain(..) {
            let Some(record) = self.names.record(effect) else { continue };
            text += &match self.format {
                TraceFormat::Json => serde_json::to_string(&record).unwrap_or_default() + "\n",
                TraceFormat::Pretty => line(&record, u64::try_from(effect.at).unwrap_or(0), self.lang),
            };
        }
        let status = output::answer(&text, status);
        let _ = std::io::stdout().flush();
        status
    }
}
