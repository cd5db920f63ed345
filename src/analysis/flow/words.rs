//! What a reader is told about things that wait for one another.

use super::whole::{Bar, Fact, Wait};
use crate::diagnostic::{Text, text};
use crate::model::{Model, ProcedureId, StepId};

/// What is said at a place where something waits in vain.
pub(crate) fn waiting(model: &Model<'_>, who: Fact, wait: &Wait) -> Text {
    match (who, wait.what) {
        (Fact::Start(id) | Fact::End(id) | Fact::Due(id, _), Err(Bar::NoEnd)) => {
            let name = procedure(model, id);
            text!("nothing says when `{name}` ends", "没有写明 `{name}` 何时终止")
        }
        (Fact::Start(id) | Fact::End(id) | Fact::Due(id, _), Err(Bar::Ended(_))) => {
            let (Text { en, zh }, whole) = (who_is(model, who), procedure(model, id));
            text!("`{whole}` has always ended before it is the turn of {en}", "轮到 {zh} 之前，`{whole}` 必已终止")
        }
        _ => {
            let (who, Text { en, zh }) = (who_is(model, who), awaited(model, wait));
            let (who_en, who_zh) = (who.en, who.zh);
            text!("{who_en} waits here for {en}", "此处 {who_zh} 要等 {zh}")
        }
    }
}

fn who_is(model: &Model<'_>, fact: Fact) -> Text {
    match fact {
        Fact::Start(id) => {
            let name = procedure(model, id);
            text!("the start of `{name}`", "`{name}` 的启动")
        }
        Fact::End(id) => {
            let name = procedure(model, id);
            text!("the end of `{name}`", "`{name}` 的终止")
        }
        Fact::Due(id, at) => {
            let name = step(model, id, at);
            text!("`{name}`", "`{name}`")
        }
    }
}

/// What is waited for in vain.
pub(crate) fn awaited(model: &Model<'_>, wait: &Wait) -> Text {
    match wait.what {
        Ok(Fact::Start(id)) => {
            let name = procedure(model, id);
            text!("the start of `{name}`, which never comes", "`{name}` 启动，而它永远不会启动")
        }
        Ok(Fact::End(id)) => {
            let name = procedure(model, id);
            text!("the end of `{name}`, which never comes", "`{name}` 结束，而它永远不会结束")
        }
        Ok(Fact::Due(id, at)) => {
            let name = step(model, id, at);
            text!("step `{name}`, which never becomes due", "步骤 `{name}`，而它永远轮不到")
        }
        Err(Bar::TooLate(id, at)) => {
            let name = step(model, id, at);
            text!("recovery step `{name}`, which begins only after the end", "善后步骤 `{name}`，而善后在终止之后才开始")
        }
        Err(Bar::TooEarly(id, at)) => {
            let name = step(model, id, at);
            text!("step `{name}`, which is done only after the start", "步骤 `{name}`，而它在启动之后才能完成")
        }
        Err(Bar::EndsLater(id)) => {
            let name = procedure(model, id);
            text!("the end of `{name}`, which comes only after this procedure has ended", "`{name}` 结束，而它要在本处置终止之后才会结束")
        }
        Err(Bar::OwnEnd | Bar::NoEnd | Bar::Ended(_)) => text!("its own end", "自身结束"),
        Err(Bar::Apart) => text!("things that never come together", "不会同时具备的几件事"),
    }
}

/// What a reader calls a procedure.
pub(crate) fn procedure<'m>(model: &'m Model<'_>, id: ProcedureId) -> &'m str {
    model.procedure(id).map_or("", |p| p.head.title())
}

fn step<'m>(model: &'m Model<'_>, id: ProcedureId, at: StepId) -> &'m str {
    model.procedure(id).and_then(|p| p.step(at)).map_or("", |s| s.title())
}
