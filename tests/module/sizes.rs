//! Modules and their loader are small, and the page about them says how small.

use crate::runnable;
use flate2::{Compression, write::GzEncoder};
use std::io::Write as _;
use wasm_encoder::{Module, RawSection};
use wasmparser::{Parser, Payload};

fn gzipped(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap().len()
}

/// The module without the runbook it carries, and that runbook.
fn stripped(module: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let (mut rest, mut runbook) = (Module::new(), Vec::new());
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload.unwrap();
        if let Payload::CustomSection(section) = &payload
            && section.name() == preplan::emit::wasm::RUNBOOK
        {
            runbook = section.data().to_vec();
        } else if let Some((id, range)) = payload.as_section() {
            rest.section(&RawSection { id, data: &module[range.start as usize..range.end as usize] });
        }
    }
    (rest.finish(), runbook)
}

#[test]
fn a_module_carries_its_runbook_and_is_valid_without_it() {
    for plan in runnable::repository() {
        let checked = plan.checked();
        let (runbook, program) = runnable::compiled(&checked).unwrap();
        let module = preplan::emit::wasm::module(&runbook, &program);
        assert_eq!(module, preplan::emit::wasm::module(&runbook, &program), "the same bytes each time");
        let (rest, carried) = stripped(&module);
        wasmparser::validate(&rest).unwrap();
        let carried: serde_json::Value = serde_json::from_slice(&carried).unwrap();
        assert_eq!(carried, serde_json::to_value(&runbook).unwrap());
        let imports = Parser::new(0).parse_all(&module).any(|p| matches!(p.unwrap(), Payload::ImportSection(_)));
        assert!(!imports, "{}", plan.name);
    }
}

#[test]
fn modules_and_loader_are_small() {
    let mut rows = "| plan | procedures | steps | module | gzipped, without the runbook |\n|---|---|---|---|---|\n".to_owned();
    for plan in runnable::revised() {
        let checked = plan.checked();
        let (runbook, program) = runnable::compiled(&checked).unwrap();
        let module = preplan::emit::wasm::module(&runbook, &program);
        let small = gzipped(&stripped(&module).0);
        if plan.name.ends_with("cc-hotline.plan") {
            assert!(small <= 24 * 1024, "{small}");
        }
        let name = plan.name.trim_start_matches("plans/revised/").trim_end_matches(".plan");
        rows += &format!("| {name} | {} | {} | {} | {} |\n", program.procedures.len(), program.steps.len(), grouped(module.len()), grouped(small));
    }
    let loader = gzipped(&std::fs::read("wasm/runtime/preplan.js").unwrap());
    assert!(loader <= 4 * 1024, "{loader}");
    let path = "docs/module.md";
    let page = std::fs::read_to_string(path).unwrap();
    let head = page.split("## Sizes").next().unwrap();
    let text = "Bytes of the modules of `plans/revised/`: as written, and gzipped without `preplan.runbook`.";
    let wanted = format!("{head}## Sizes\n\n{text} The loader is {} bytes gzipped.\n\n{rows}", grouped(loader));
    if std::env::var_os("PREPLAN_UPDATE").is_some() {
        std::fs::write(path, wanted).unwrap();
    } else {
        assert!(page == wanted, "docs/module.md is not current: run `PREPLAN_UPDATE=1 cargo test --test module`");
    }
}

fn grouped(number: usize) -> String {
    if number < 1000 { number.to_string() } else { format!("{},{:03}", grouped(number / 1000), number % 1000) }
}
