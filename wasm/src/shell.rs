//! The values of [`studio`](crate::studio) handed over to JavaScript: as JSON, which both sides read faster than they call each other.

#![allow(clippy::missing_errors_doc, missing_docs, reason = "`types.d.ts` says it to those who call it")]

use crate::studio::{self, Refusal};
use preplan::ast::Date;
use preplan::diagnostic::Lang;
use preplan::engine::trace::Line;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::{JsCast as _, JsValue, wasm_bindgen};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");

#[wasm_bindgen(typescript_custom_section)]
const RUNBOOK: &str = include_str!("runbook.d.ts");

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = JSON, catch)]
    fn parse(text: &str) -> Result<JsValue, JsValue>;

    /// Nothing for what JSON has no word for.
    #[wasm_bindgen(js_namespace = JSON, catch)]
    fn stringify(value: &JsValue) -> Result<Option<String>, JsValue>;

    #[wasm_bindgen(js_namespace = console)]
    fn error(text: &str);

    #[wasm_bindgen(js_name = Error)]
    type Failure;

    #[wasm_bindgen(constructor, js_class = "Error")]
    fn new(message: &str) -> Failure;

    #[wasm_bindgen(method, setter, js_class = "Error")]
    fn set_findings(this: &Failure, findings: JsValue);
}

type Answer = Result<JsValue, JsValue>;

/// Says in the console where a panic came from; what called gets an exception.
#[wasm_bindgen(start)]
fn start() {
    std::panic::set_hook(Box::new(|info| error(&format!("preplan: {info}"))));
}

#[wasm_bindgen(skip_typescript)]
#[derive(Debug)]
pub struct Studio(studio::Studio);

#[wasm_bindgen]
impl Studio {
    #[wasm_bindgen(constructor)]
    pub fn new(lang: &str, today: &str) -> Result<Studio, JsValue> {
        Ok(Self(studio::Studio::new(language(lang)?, date(today)?)))
    }

    #[wasm_bindgen(js_name = setLang)]
    pub fn set_lang(&mut self, lang: &str) -> Result<(), JsValue> {
        self.0.set_lang(language(lang)?);
        Ok(())
    }

    #[wasm_bindgen(js_name = setToday)]
    pub fn set_today(&mut self, today: &str) -> Result<(), JsValue> {
        self.0.set_today(date(today)?);
        Ok(())
    }

    pub fn open(&mut self, name: &str, text: &str) {
        self.0.open(name, text);
    }

    pub fn close(&mut self, name: &str) {
        self.0.close(name);
    }

    pub fn names(&self) -> Vec<String> {
        self.0.names().map(str::to_owned).collect()
    }

    pub fn check(&mut self) -> Answer {
        value(&self.0.check())
    }

    pub fn report(&mut self, format: Option<String>) -> Result<String, JsValue> {
        match format.as_deref() {
            None | Some("plain") => Ok(self.0.report(false)),
            Some("json") => Ok(self.0.report(true)),
            Some(other) => Err(failure(&format!("a report is `plain` or `json`, not `{other}`"))),
        }
    }

    pub fn explain(&self, rule: &str) -> Option<String> {
        self.0.explain(rule)
    }

    pub fn rules(&self) -> Answer {
        value(&self.0.rules())
    }

    pub fn complete(&mut self, name: &str, position: &JsValue) -> Answer {
        answer(self.0.complete(name, read(position)?))
    }

    pub fn hover(&mut self, name: &str, position: &JsValue) -> Answer {
        answer(self.0.hover(name, read(position)?))
    }

    pub fn signature(&mut self, name: &str, position: &JsValue) -> Answer {
        answer(self.0.signature(name, read(position)?))
    }

    pub fn definition(&mut self, name: &str, position: &JsValue) -> Answer {
        answer(self.0.definition(name, read(position)?))
    }

    pub fn references(&mut self, name: &str, position: &JsValue) -> Answer {
        answer(self.0.references(name, read(position)?))
    }

    pub fn rename(&mut self, name: &str, position: &JsValue, to: &str) -> Answer {
        answer(self.0.rename(name, read(position)?, to))
    }

    pub fn actions(&mut self, name: &str, range: &JsValue, only: Option<Vec<String>>) -> Answer {
        answer(self.0.actions(name, read(range)?, only))
    }

    pub fn symbols(&mut self, name: &str) -> Answer {
        answer(self.0.symbols(name))
    }

    pub fn folding(&mut self, name: &str) -> Answer {
        answer(self.0.folding(name))
    }

    #[wasm_bindgen(js_name = semanticTokens)]
    pub fn semantic_tokens(&mut self, name: &str) -> Result<Vec<u32>, JsValue> {
        self.0.semantic_tokens(name).map_err(refusal)
    }

    pub fn legend(&self) -> Vec<String> {
        self.0.legend()
    }

    pub fn format(&mut self, name: &str) -> Result<Option<String>, JsValue> {
        self.0.format(name, None).map_err(refusal)
    }

    pub fn translate(&mut self, name: &str, keywords: &str) -> Result<Option<String>, JsValue> {
        self.0.format(name, Some(language(keywords)?)).map_err(refusal)
    }

    pub fn outline(&mut self, name: &str) -> Answer {
        parse(&self.0.outline_json(name).map_err(refusal)?)
    }

    pub fn compile(&mut self, name: &str) -> Answer {
        parse(&self.0.compile_json(name).map_err(refusal)?)
    }

    #[wasm_bindgen(js_name = compileJson)]
    pub fn compile_json(&mut self, name: &str) -> Result<String, JsValue> {
        self.0.compile_json(name).map_err(refusal)
    }

    pub fn module(&mut self, name: &str) -> Result<Vec<u8>, JsValue> {
        self.0.module(name).map_err(refusal)
    }

    pub fn timeline(&mut self, name: &str) -> Answer {
        parse(&self.0.timeline_json(name).map_err(refusal)?)
    }

    #[wasm_bindgen(js_name = timelineJson)]
    pub fn timeline_json(&mut self, name: &str) -> Result<String, JsValue> {
        self.0.timeline_json(name).map_err(refusal)
    }

    pub fn week(&mut self, name: &str) -> Answer {
        answer(self.0.week(name))
    }

    pub fn simulate(&mut self, name: &str, procedure: Option<String>, events: Vec<JsValue>) -> Answer {
        let lines = events.iter().map(text).collect::<Result<Vec<_>, _>>()?;
        answer(self.0.simulate(name, procedure.as_deref(), &lines))
    }

    pub fn drill(&mut self, name: &str, title: &str, procedure: &str, events: Vec<JsValue>) -> Answer {
        #[derive(Serialize)]
        struct Drill {
            text: String,
            edit: crate::Edit,
        }
        let lines = events.iter().map(read::<Line>).collect::<Result<Vec<_>, _>>()?;
        answer(self.0.drill(name, title, procedure, &lines).map(|(text, edit)| Drill { text, edit }))
    }
}

fn answer<T: Serialize>(answer: Result<T, Refusal>) -> Answer {
    value(&answer.map_err(refusal)?)
}

fn value<T: Serialize>(value: &T) -> Answer {
    parse(&serde_json::to_string(value).map_err(|e| failure(&e.to_string()))?)
}

fn text(value: &JsValue) -> Result<String, JsValue> {
    Ok(stringify(value)?.unwrap_or_default())
}

fn read<T: DeserializeOwned>(value: &JsValue) -> Result<T, JsValue> {
    serde_json::from_str(&text(value)?).map_err(|e| failure(&e.to_string()))
}

fn failure(message: &str) -> JsValue {
    Failure::new(message).into()
}

/// An exception with the findings that are in the way.
fn refusal(refusal: Refusal) -> JsValue {
    let error = Failure::new(&refusal.reason);
    if let Ok(findings) = value(&refusal.findings) {
        error.set_findings(findings);
    }
    error.unchecked_into()
}

fn language(lang: &str) -> Result<Lang, JsValue> {
    match lang {
        "en" => Ok(Lang::En),
        "zh" => Ok(Lang::Zh),
        other => Err(failure(&format!("a language is `en` or `zh`, not `{other}`"))),
    }
}

fn date(text: &str) -> Result<Date, JsValue> {
    Date::parse(text).ok_or_else(|| failure(&format!("a date is written 2026-11-22, not `{text}`")))
}
