//! `preplan test`

use super::args::{Common, Test, TestFormat};
use super::{Status, output};
use crate::check::{Options, check};
use crate::diagnostic::{Lang, Severity};
use crate::disk::{Loaded, discover, load};
use crate::emit::program::lower;
use crate::engine::drill::{Coverage, Mutation, run as run_drill};
use crate::engine::trace::Names;
use crate::report::{Tested, TestedDrill, TestedPlan, tests_json, tests_junit, tests_text};
use crate::source::FileId;
use std::collections::BTreeSet;
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

pub(super) fn run(args: &Test, common: &Common) -> Status {
    let loaded = load(&discover(&args.paths), "stdin.plan");
    if loaded.roots.is_empty() || !loaded.unread.is_empty() {
        for id in &loaded.roots {
            let text = loaded.project.findings().iter().find(|d| loaded.unread.contains(id) && d.span.file == *id);
            text.into_iter().for_each(|d| output::complain(&format!("preplan: {}", d.message.get(common.lang()))));
        }
        return Status::Trouble;
    }
    let roots = loaded.project.plans(loaded.roots.iter().copied());
    let options = Options { as_of: common.as_of() };
    let tested = Tested { plans: roots.par_iter().map(|root| plan(&loaded, *root, options, args)).collect() };
    let lang = common.lang();
    let text = match args.format {
        TestFormat::Pretty => tests_text(&tested, lang),
        TestFormat::Json => tests_json(&tested, lang),
        TestFormat::Junit => tests_junit(&tested, lang),
    };
    let status = if tested.passed() { Status::Fine } else { Status::Findings };
    let status = output::answer(&text, status);
    if tested.drills() == 0 && status == Status::Fine {
        output::complain(match lang {
            Lang::En => "preplan: there is no drill in these plans",
            Lang::Zh => "preplan: 这些预案中没有推演",
        });
        return Status::Trouble;
    }
    status
}

fn plan(loaded: &Loaded, root: FileId, options: Options, args: &Test) -> TestedPlan {
    let file = loaded.project.sources().get(root).map_or_else(String::new, |s| s.name.to_string());
    let checked = check(&loaded.project, root, options);
    let errors = checked.diagnostics().iter().filter(|d| d.severity == Severity::Error).count();
    let not_run = |errors| TestedPlan { file: file.clone(), errors, drills: Vec::new(), coverage: None, mutation: None };
    let Ok(runbook) = crate::emit::runbook(&checked) else { return not_run(errors) };
    let Ok(program) = lower(&runbook) else { return not_run(1) };
    let names = Names::new(&runbook, &program);
    let mut exercised = BTreeSet::new();
    let mut passing = Vec::new();
    let mut drills = Vec::new();
    for drill in &runbook.drills {
        let outcome = run_drill(&names, &program, drill);
        exercised.extend(outcome.exercised);
        if outcome.divergences.is_empty() {
            passing.push(drill);
        }
        drills.push(TestedDrill { title: drill.title.clone(), of: drill.of.clone(), at: drill.at.clone(), divergences: outcome.divergences });
    }
    let coverage = args.coverage.then(|| Coverage::of(&runbook, &program, &exercised));
    let mutation = args.mutate.then(|| Mutation::of(&runbook, &program, &passing));
    TestedPlan { file, errors, drills, coverage, mutation }
}
