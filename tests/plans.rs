//! The real plans: those as written give exactly the findings of their snapshot, the revised ones none that matter.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    clippy::wildcard_enum_match_arm,
    reason = "tests may panic and read files"
)]

use preplan::ast::{Date, DeclKind, Item, Key, Statement, StatementKind, ValueKind};
use preplan::check::{Options, check, compare, find};
use preplan::diagnostic::{Diagnostic, Lang};
use preplan::format;
use preplan::project::Project;
use preplan::report::{Report, RuleInfo, plain};
use preplan::source::{FileId, Source};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Names and texts of plan files.
type Files = BTreeMap<String, String>;

/// The plan files in a folder and the folders in it.
fn files(folder: &str) -> Files {
    let entries = walkdir::WalkDir::new(folder).into_iter().map(|e| e.unwrap().into_path());
    let plans = entries.filter(|p| p.extension().is_some_and(|e| e == "plan"));
    plans.map(|p| (p.to_str().unwrap().to_owned(), std::fs::read_to_string(&p).unwrap())).collect()
}

/// A project with these files, and which of them are plans.
fn project(files: &Files) -> (Project, Vec<FileId>) {
    let mut project = Project::new();
    let ids: Vec<FileId> = files.iter().map(|(name, text)| project.add(Source::new(name.as_str(), text.as_str()))).collect();
    let plans = project.plans(ids.iter().copied());
    (project, plans)
}

fn options() -> Options {
    Options { as_of: Date::new(2026, 11, 22).unwrap() }
}

/// What is found in these plans one by one, and by comparing them.
fn findings(project: &Project, plans: &[FileId]) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
    let checked: Vec<_> = plans.iter().map(|id| check(project, *id, options()).into_parts()).collect();
    let compared = compare(checked.iter().filter_map(|(_, comparable)| comparable.as_ref()));
    (checked.into_iter().flat_map(|(found, _)| found).collect(), compared)
}

fn report(project: &Project, diagnostics: &[Diagnostic]) -> String {
    let rule = |code: &str| {
        let rule = find(code).unwrap();
        RuleInfo { name: rule.name, why_en: rule.why.0, why_zh: rule.why.1 }
    };
    plain(&Report { sources: project.sources(), diagnostics, plans: 1, files: 1, rule: &rule }, Lang::Zh)
}

#[test]
fn plans_as_written_give_the_findings_of_their_snapshots() {
    insta::glob!("../plans/as-written", "*.plan", |path| {
        let name = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().to_str().unwrap();
        let (project, plans) = project(&Files::from([(name.to_owned(), std::fs::read_to_string(path).unwrap())]));
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "snapshots/plans" }, {
            insta::assert_snapshot!(report(&project, &findings(&project, &plans).0));
        });
    });
}

/// The three call centres are one text that drifted apart: every number, limit and recipient that differs, and no more.
#[test]
fn plans_of_one_family_show_where_they_drifted_apart() {
    let (project, plans) = project(&files("plans/as-written"));
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "snapshots/plans" }, {
        insta::assert_snapshot!("compared", report(&project, &findings(&project, &plans).1));
    });
}

#[test]
fn nothing_is_found_in_the_revised_plans() {
    let (project, plans) = project(&files("plans/revised"));
    let (mut found, compared) = findings(&project, &plans);
    found.extend(compared);
    assert!(found.is_empty(), "{}", report(&project, &found));
    assert_eq!(plans.len(), 13);
}

/// A waiver in a revised plan would hide what was not mended.
#[test]
fn revised_plans_waive_nothing_and_keep_no_hole() {
    for (name, text) in files("plans/revised") {
        let has = |word: &str| text.split_whitespace().any(|w| w == word);
        assert!(!has("豁免") && !has("待定"), "{name}");
    }
}

#[test]
fn every_revised_procedure_with_a_limit_has_a_drill() {
    let (project, plans) = project(&files("plans/revised"));
    for id in plans {
        let checked = check(&project, id, options());
        let model = checked.model();
        let rehearsed: BTreeSet<_> = model.drills.iter().filter_map(|d| d.of).map(|id| id.index()).collect();
        for (index, procedure) in model.procedures.iter().enumerate() {
            let timed = procedure.steps.iter().any(|s| s.all_limits().next().is_some());
            assert!(!timed || rehearsed.contains(&index), "{}: {}", project.sources().get(id).unwrap().name, procedure.head.title());
        }
    }
}

/// Each scenario of a text is treated in its revised plan: no procedure got lost.
#[test]
fn revised_plans_keep_the_procedures_of_the_text() {
    let titles = |text: &str| -> BTreeSet<String> {
        let parsed = preplan::parse::parse(&Source::new("t.plan", text), FileId(0));
        let procedures = parsed.file.items.iter().filter_map(|i| if let Item::Declaration(d) = i { Some(d) } else { None });
        procedures.filter(|d| d.kind == DeclKind::Procedure).filter_map(|d| d.name.as_ref()).map(|n| n.text.to_string()).collect()
    };
    let mut lost = Vec::new();
    for (name, text) in files("plans/as-written") {
        let revised = std::fs::read_to_string(name.replace("as-written", "revised")).unwrap();
        let kept = titles(&revised);
        lost.extend(titles(&text).into_iter().filter(|t| !kept.contains(t)).map(|t| format!("{name}: {t}")));
    }
    // One procedure became two: the mains and the centre's own lines.
    assert_eq!(lost, ["plans/as-written/cc-agent.plan: 断电处置"]);
}

/// Keywords of the other language: the same findings at the same declarations, in the same order.
#[test]
fn plans_survive_translation_with_the_same_findings() {
    for folder in ["plans/as-written", "plans/revised"] {
        let chinese = files(folder);
        let english = |(name, text): (&String, &String)| {
            let options = format::Options { keywords: Some(Lang::En) };
            (name.clone(), format::format(&Source::new(name.as_str(), text.as_str()), options).unwrap())
        };
        let english: Files = chinese.iter().map(english).collect();
        assert!(english.values().all(|text| text.contains("\nlanguage 1\n")));
        let told = |files: &Files| -> Vec<String> {
            let (project, plans) = project(files);
            let (found, compared) = findings(&project, &plans);
            let name = |id: FileId| project.sources().get(id).unwrap().name.clone();
            let shown = |d: &Diagnostic| format!("{} {} {:?} {:?} {} places", name(d.span.file), d.code, d.severity, d.cite, d.related.len());
            found.iter().chain(&compared).map(shown).collect()
        };
        assert_eq!(told(&chinese), told(&english), "{folder}");
    }
}

/// A plan beside a copy of itself that differs in one limit: that limit is found, and nothing else.
#[test]
fn a_copy_differs_in_what_was_changed_and_in_nothing_else() {
    for (name, text) in files("plans/revised").into_iter().filter(|(name, _)| !name.contains("roster")) {
        let plan = Source::new(name.as_str(), text.as_str());
        let roster = std::fs::read_to_string("plans/revised/roster/call-centre.plan").unwrap();
        // A plan of the same name would be another version of it.
        let at = text.find("预案 ").unwrap() + "预案 ".len();
        let copy = |text: &str| format!("{}副本{}", &text[..at], &text[at..]);
        let compared = |copied: String| {
            let mut project = Project::new();
            let ids = [project.add(plan.clone()), project.add(Source::new("plans/revised/copy.plan", copied))];
            project.add(Source::new("plans/revised/roster/call-centre.plan", roster.as_str()));
            let found = findings(&project, &ids).1;
            (project, found)
        };
        assert_eq!(compared(copy(&text)).1, [], "{name}");
        let (mut project, mut limits) = (Project::new(), Vec::new());
        let id = project.add(plan.clone());
        project.add(Source::new("plans/revised/roster/call-centre.plan", roster.as_str()));
        let checked = check(&project, id, options());
        let org = checked.model().identity.as_ref().unwrap();
        if org.org.is_none() && org.family.is_none() {
            continue;
        }
        limits.extend(checked.model().steps().flat_map(|(_, s)| s.all_limits()).map(|l| l.time.span));
        for span in limits.iter().step_by(limits.len() / 8 + 1) {
            let mut changed = text.clone();
            changed.replace_range(span.range(), "777小时");
            let (project, found) = compared(copy(&changed));
            let [finding] = found.as_slice() else { panic!("{name}: {}", report(&project, &found)) };
            let places = [finding.span, finding.related[0].span];
            assert!(finding.code == "P307" && places.iter().any(|p| project.sources().slice(*p).contains("777小时")), "{name}");
        }
    }
}

/// What is found more (`+`) and what less (`-`) when one place of one plan is written differently.
fn change(name: &str, from: &str, to: &str) -> String {
    let mut files = files(Path::new(name).parent().unwrap().to_str().unwrap());
    let told = |files: &Files| -> Vec<String> {
        let (project, plans) = project(files);
        let (found, compared) = findings(&project, &plans);
        let place = |d: &Diagnostic| {
            let source = project.sources().get(d.span.file).unwrap();
            let file = Path::new(&*source.name).file_stem().unwrap().to_str().unwrap();
            format!("{} {file}:{} {}", d.code, source.position(d.span.start).line, d.message.zh)
        };
        found.iter().chain(&compared).map(place).collect()
    };
    let before = told(&files);
    let text = files.get_mut(name).unwrap();
    assert_eq!(text.matches(from).count(), 1, "{from}");
    *text = text.replace(from, to);
    let after = told(&files);
    let gone = before.iter().filter(|f| !after.contains(f)).map(|f| format!("- {f}"));
    let new = after.iter().filter(|f| !before.contains(f)).map(|f| format!("+ {f}"));
    gone.chain(new).collect::<Vec<_>>().join("\n")
}

#[test]
fn plans_name_no_place_of_any_machine_and_are_utf8_with_unix_line_ends() {
    insta::glob!("../plans", "*/*.plan", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        assert!(!text.contains('\r') && !text.contains('\t') && text.ends_with('\n'), "{}", path.display());
        assert!(!text.contains("400-050-0827"), "the number of a web site: {}", path.display());
    });
}

/// The text of the quotes in the statements of a plan that begin with one word.
fn scopes(text: &str) -> Vec<String> {
    let parsed = preplan::parse::parse(&Source::new("t.plan", text), FileId(0));
    let plan = |item: &Item| if let Item::Declaration(d) = item { Some(d.clone()).filter(|d| d.kind == DeclKind::Plan) } else { None };
    let plans = parsed.file.items.iter().filter_map(plan);
    let values = plans.flat_map(|d| d.attributes(Key::Scope).flat_map(|a| a.values.clone()).collect::<Vec<_>>());
    values.filter_map(|v| if let ValueKind::Text(text) = v.kind { Some(text.to_string()) } else { None }).collect()
}

/// Names declared in a plan: those of procedures first, then of signals, steps and levels.
fn names(text: &str) -> (Vec<String>, Vec<String>) {
    let parsed = preplan::parse::parse(&Source::new("t.plan", text), FileId(0));
    let (mut procedures, mut others) = (Vec::new(), Vec::new());
    for item in &parsed.file.items {
        let Item::Declaration(decl) = item else { continue };
        let Some(name) = &decl.name else { continue };
        if decl.kind == DeclKind::Procedure { &mut procedures } else { &mut others }.push(name.text.to_string());
        inner(&decl.body, &mut others);
    }
    (procedures, others)
}

fn inner(body: &[Statement], names: &mut Vec<String>) {
    for statement in body {
        match &statement.kind {
            StatementKind::Step(step) => names.push(step.name.text.to_string()),
            StatementKind::Level(level) => names.push(level.name.text.to_string()),
            StatementKind::Recovery(recovery) => inner(&recovery.body, names),
            _ => {}
        }
    }
}

/// `plans/README.md` says where each scenario is: nothing in it is unknown, and no procedure or scope item is missing from it.
#[test]
fn the_table_of_scenarios_is_that_of_the_files() {
    let page = std::fs::read_to_string("plans/README.md").unwrap();
    let sections: Vec<(&str, &str)> = page.split("\n## ").skip(1).map(|s| s.split_once('\n').unwrap()).collect();
    let mut files: Vec<String> = std::fs::read_dir("plans/as-written").unwrap().map(|f| f.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    files.sort();
    let mut slugs: Vec<&str> = sections.iter().map(|s| s.0.trim()).collect();
    slugs.sort_unstable();
    assert_eq!(slugs, files);
    for (slug, section) in sections {
        let text = std::fs::read_to_string(format!("plans/as-written/{}.plan", slug.trim())).unwrap();
        let (procedures, others) = names(&text);
        let scopes = scopes(&text);
        let rows: Vec<Vec<&str>> = section.lines().filter(|l| l.starts_with("| ") && !l.starts_with("| id ")).map(|l| l.trim_matches('|').split('|').collect()).collect();
        let named: Vec<&str> = rows.iter().flat_map(|row| row[2].split('`').skip(1).step_by(2)).collect();
        for name in &named {
            let known = procedures.iter().chain(&others).chain(&scopes).any(|known| known == name);
            assert!(known, "{slug}: `{name}` is not in the plan");
        }
        for procedure in &procedures {
            assert!(named.contains(&procedure.as_str()), "{slug}: procedure `{procedure}` is missing from the table");
        }
        for scope in &scopes {
            assert!(named.contains(&scope.as_str()) || rows.iter().any(|row| row[1].contains(scope.as_str())), "{slug}: scope item `{scope}` is missing from the table");
        }
    }
}

/// A limit that changes is judged anew, and nothing else is.
#[test]
fn a_changed_limit_changes_the_findings_about_it_alone() {
    let (hotline, dayin, kindergarten) = ("as-written/cc-hotline", "as-written/dayin-primary", "as-written/kindergarten");
    let (mended, towers) = ("revised/cc-hotline", "revised/penghuwan");
    let fire = "通知 主管, 中心经理 限时 5分钟 自 发现火情";
    let school = "报告 给 中心校 限时 3天 自 未写明";
    let ladder = "限时 60分钟 自 启动 否则 升级至 公司值班领导\n  }\n  步骤 判断恢复";
    let theft = "报告 给 主管, 中心经理 限时 2分钟 自 发现盗窃 否则";
    let supply = "数量 60具\n  位于 \"各楼层和客服中心\"\n  检查周期 1个月";
    let cases = [
        ("compared with two others of its family", hotline, fire, "5分钟", "3分钟"),
        ("made vague", hotline, fire, "5分钟", "及时"),
        ("taken out", hotline, fire, " 限时 5分钟 自 发现火情", ""),
        ("given a clock", dayin, school, "自 未写明", "自 启动"),
        ("nothing to be said about its length", dayin, school, "3天", "5天"),
        ("nor about this one", kindergarten, "限时 2小时 自 紧急重大事件", "2小时", "1小时"),
        ("a rung above the one before it", mended, ladder, "60分钟", "9分钟"),
        ("longer than in the others of its family", mended, theft, "2分钟", "20分钟"),
        ("a word that nobody measured", mended, theft, "2分钟", "尽早"),
        ("the period of a supply", towers, supply, "1个月", "随时"),
    ];
    let told = cases.map(|(title, name, place, from, to)| {
        let changed = change(&format!("plans/{name}.plan"), place, &place.replacen(from, to, 1));
        format!("{title}: {name}, `{from}` becomes `{to}`\n{changed}\n")
    });
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "snapshots/plans" }, {
        insta::assert_snapshot!("changed limits", told.join("\n"));
    });
}
