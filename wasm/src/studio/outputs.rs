//! A plan as something else: runbook, module, timeline, week, a run of it.

use super::{Refusal, Studio, finding, said};
use crate::names;
use crate::shapes::{Edit, Refused, Simulation};
use preplan::check::{Checked, Options, check};
use preplan::diagnostic::Severity;
use preplan::emit::program::{Program, lower};
use preplan::emit::{self, Runbook};
use preplan::engine::Engine;
use preplan::engine::trace::{Line, Names as Trace};
use preplan::ide::{World, drill};

impl Studio {
    /// What a plan says, errors or not: the runbook it would be, to be shown and not to be run.
    ///
    /// # Errors
    /// No such file is open.
    pub fn outline_json(&mut self, name: &str) -> Result<String, Refusal> {
        self.checked(name, |checked, _| Ok(emit::to_json(&emit::outline(checked))))
    }

    /// A plan as its runbook.
    ///
    /// # Errors
    /// Its errors, or no such file is open.
    pub fn compile_json(&mut self, name: &str) -> Result<String, Refusal> {
        self.runbook(name, |runbook, _| Ok(emit::to_json(runbook)))
    }

    /// A plan as a module that runs.
    ///
    /// # Errors
    /// Its errors, or no such file is open.
    pub fn module(&mut self, name: &str) -> Result<Vec<u8>, Refusal> {
        self.program(name, |runbook, program, _| Ok(emit::wasm::module(runbook, program)))
    }

    /// When each step of a plan becomes due and is done.
    ///
    /// # Errors
    /// No such file is open.
    pub fn timeline_json(&mut self, name: &str) -> Result<String, Refusal> {
        self.checked(name, |checked, _| Ok(emit::timeline_json(&emit::timeline(checked))))
    }

    /// Who is on duty at which hours of the week, and when nobody is.
    ///
    /// # Errors
    /// No such file is open.
    pub fn week(&mut self, name: &str) -> Result<emit::Week, Refusal> {
        self.checked(name, |checked, _| Ok(emit::week(checked)))
    }

    /// Runs a trace: its lines as JSON texts, of one procedure and those it starts or of all.
    ///
    /// # Errors
    /// The plan's errors, no such procedure, or no such file is open.
    pub fn simulate(&mut self, name: &str, procedure: Option<&str>, lines: &[String]) -> Result<Simulation, Refusal> {
        let lang = self.lang;
        self.program(name, |runbook, program, _| {
            let names = Trace::new(runbook, program);
            let main = match procedure.map(|name| (name, names.procedure(name))) {
                Some((name, None)) => return Err(said(lang, &format!("no procedure is called {name}"), &format!("没有名为 {name} 的处置")).into()),
                Some((_, found)) => found,
                None => None,
            };
            let mut engine = Engine::new(program);
            let (mut effects, mut refused) = (Vec::new(), Vec::new());
            engine.begin(main, &mut |e| effects.push(e)).map_err(|r| r.text().get(lang).to_owned())?;
            for (index, line) in lines.iter().enumerate() {
                if let Err(reason) = names.play_text(&mut engine, line, main, &mut |e| effects.push(e)) {
                    refused.push(Refused { index, reason: reason.get(lang).to_owned() });
                }
            }
            // With the trace its last instant is over.
            let now = engine.now();
            engine.advance(now, &mut |e| effects.push(e)).map_err(|r| r.text().get(lang).to_owned())?;
            Ok(Simulation { effects: effects.into_iter().filter_map(|e| names.record(e)).collect(), refused })
        })
    }

    /// A rehearsal as a drill, and the edit that puts it at the end of the file.
    ///
    /// # Errors
    /// Why it cannot be kept, or no such file is open.
    pub fn drill(&mut self, name: &str, title: &str, procedure: &str, lines: &[Line]) -> Result<(String, Edit), Refusal> {
        let lang = self.lang;
        // Should it have errors, they are told.
        self.runbook(name, |_, _| Ok(()))?;
        let (view, text_document) = self.file(name)?;
        let rehearsal = drill(&view, title, procedure, lines).map_err(|reason| reason.get(lang).to_owned())?;
        let edit = Edit { name: names::name(&text_document.uri), range: view.world().range(rehearsal.span), new_text: rehearsal.inserted };
        Ok((rehearsal.text, edit))
    }

    fn checked<T>(&mut self, name: &str, then: impl FnOnce(&Checked<'_>, &World) -> Result<T, Refusal>) -> Result<T, Refusal> {
        let as_of = self.date;
        let (view, _) = self.file(name)?;
        then(&check(view.world().project(), view.id, Options { as_of }), view.world())
    }

    fn runbook<T>(&mut self, name: &str, then: impl FnOnce(&Runbook, &World) -> Result<T, Refusal>) -> Result<T, Refusal> {
        let lang = self.lang;
        self.checked(name, |checked, world| match emit::runbook(checked) {
            Ok(runbook) => then(&runbook, world),
            Err(refused) => {
                let errors = checked.diagnostics().iter().filter(|d| d.severity == Severity::Error);
                let reason = said(lang, &format!("errors in this plan: {}", refused.errors), &format!("本预案有 {} 个错误", refused.errors));
                Err(Refusal { reason, findings: errors.map(|f| finding(world, f, lang)).collect() })
            }
        })
    }

    fn program<T>(&mut self, name: &str, then: impl FnOnce(&Runbook, &Program, &World) -> Result<T, Refusal>) -> Result<T, Refusal> {
        let lang = self.lang;
        self.runbook(name, |runbook, world| match lower(runbook) {
            Ok(program) => then(runbook, &program, world),
            Err(error) => Err(said(lang, &format!("this plan cannot be run: {}", error.what), &format!("本预案无法运行：{}", error.what)).into()),
        })
    }
}
