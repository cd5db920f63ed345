//! Braces missing and too many, and statements that stand in the wrong block because of it.

use super::attributes::{Place, place_name};
use super::build::{Builder, Node};
use super::grammar::{PlanParser, Rule};
use super::places::{home_of, is_event};
use super::syntax::Part;
use crate::ast::Item;
use crate::diagnostic::{Diagnostic, Label, Severity, Text, text};
use crate::source::Span;
use pest::Parser as _;

/// What stands before a broken part in the same body.
#[derive(Debug, Clone, Copy)]
pub(super) struct Before {
    pub(super) rule: Rule,
    pub(super) start: usize,
    /// Without the space behind it.
    pub(super) end: usize,
}

impl Before {
    pub(super) fn of(node: &Node<'_>) -> Self {
        let start = node.as_span().start();
        Self { rule: node.as_rule(), start, end: start + node.as_str().trim_end().len() }
    }
}

impl<'s> Builder<'s> {
    /// A block without `}`. Of several that end at one place the inner one is reported and points at the others.
    pub(super) fn missing_brace(&mut self, open: Option<Span>, end: Span) {
        self.unclosed += 1;
        let open = open.unwrap_or(end);
        if let Some((_, index)) = self.last_unclosed.filter(|l| l.0 == end.start) {
            if let Some(finding) = self.findings.get_mut(index) {
                finding.related.push(Label { span: open, text: text!("nor is this one", "这个也没有闭合") });
            }
            return;
        }
        let message = text!("this `{{` is never closed", "这个 `{{` 没有闭合");
        let help = text!("write `}}` where the block ends, before the next declaration or step", "在这一段结束处、下一个声明或步骤之前写 `}}`");
        let label = text!("the block should end before this", "这一段应在此之前结束");
        self.last_unclosed = Some((end.start, self.findings.len()));
        self.syntax_finding(Diagnostic::new("P001", Severity::Error, open, message).help(help).related(end, label));
    }

    /// A `}` inside a procedure with more of it behind.
    pub(super) fn extra_brace(&mut self, node: &Node<'s>) {
        if self.unclosed > 0 {
            self.unclosed -= 1;
        } else if !self.misplaced {
            let message = text!("this `}}` ends the procedure, but more of it follows", "这个 `}}` 提前结束了处置，后面还有它的内容");
            let help = text!("delete it, or look for a step above that was closed too early", "删除它，或检查上文是否有步骤过早闭合");
            let finding = Diagnostic::new("P001", Severity::Error, self.word_at(node.as_span().start()), message).help(help);
            self.syntax_finding(finding);
        }
    }

    /// A declaration in a procedure, or a statement of the procedure in a step: said once, and the declaration is kept.
    pub(super) fn inner(&mut self, node: Node<'s>, place: Place) {
        let (span, word) = (self.span(&node), self.word_at(node.as_span().start()));
        let decl = node.as_rule() == Rule::inner_decl;
        let (shown, here) = (self.source.get(word.range()).unwrap_or(""), place_name(place));
        let message = Text { en: format!("`{shown}` may not stand in {}", here.en), zh: format!("`{shown}` 不能写在{}中", here.zh) };
        let help = if decl {
            text!("move it out of the procedure, to the level of the file", "移到处置之外、文件的最外层")
        } else {
            text!("move it out of the step, to the level of the procedure", "移到步骤之外、处置之中")
        };
        let finding = Diagnostic::new("P001", Severity::Error, word, message).help(help);
        self.syntax_finding(finding);
        if !decl {
            self.broken.push(span);
        } else if let Some(inner) = node.into_inner().next().and_then(|n| self.declaration(n)) {
            self.hoisted.push(Item::Declaration(inner));
        }
    }

    /// A statement of another place; or the rest of a block whose `{` is missing.
    pub(super) fn out_of_place(&self, part: &Part<'s>) -> Option<Diagnostic> {
        if part.word.starts_with('}') {
            let message = text!("this `}}` closes nothing", "这个 `}}` 没有对应的 `{{`");
            let help = text!("delete it, or look for a block above that was closed too early", "删除它，或检查上文是否有一段过早闭合");
            return Some(Diagnostic::new("P001", Severity::Error, part.span, message).help(help)).filter(|_| self.unclosed == 0);
        }
        let duty = part.place != Place::Step && PlanParser::parse(Rule::duty_ahead, self.twin.get(part.start..part.end)?).is_ok();
        let home = if duty { Some(text!("a `step`", "`步骤`中")) } else { home_of(part.word, part.place) };
        if let Some(before) = part.before.filter(|b| home.is_some() && self.unopened(b)) {
            return Some(self.missing_open(part.span, Some(before)));
        }
        if duty {
            let here = place_name(part.place);
            let message = Text { en: format!("a duty may not stand in {}", here.en), zh: format!("职责不能写在{}中", here.zh) };
            let help = text!("write it in a step: `step NAME {{ … }}`; or look for a `}}` too many above", "写在步骤中：`步骤 名称 {{ … }}`；或检查上文是否多了 `}}`");
            return Some(Diagnostic::new("P001", Severity::Error, part.span, message).help(help));
        }
        if let Some(home) = home {
            return Some(misplaced(part.word, part.span, part.place, &home));
        }
        is_event(part.word, part.place).then(|| {
            let word = part.word;
            let message = text!("expected `at` and a time, found `{word}`", "此处应为`在`和时间，却写了 `{word}`");
            Diagnostic::new("P001", Severity::Error, part.span, message).help(text!("say when: `at 0m {word} …`", "写明时间：`在 0分钟 {word} …`"))
        })
    }

    /// Whether a declaration or step has no body.
    pub(super) fn unopened(&self, before: &Before) -> bool {
        matches!(before.rule, Rule::decl | Rule::procedure | Rule::step | Rule::drill) && !self.twin.get(..before.end).is_some_and(|t| t.ends_with('}'))
    }

    /// The finding for a block without its `{`.
    pub(super) fn missing_open(&self, span: Span, before: Option<Before>) -> Diagnostic {
        let message = text!("a `{{` is missing before this", "此处之前缺少 `{{`");
        let finding = Diagnostic::new("P001", Severity::Error, span, message);
        let Some(before) = before else { return finding.help(text!("write `{{` where the block begins", "在这一段开头写 `{{`")) };
        let end = Span::new(self.file, before.end, before.end);
        let shown = self.source.get(before.start..before.end).unwrap_or("");
        let finding = finding.related(end, text!("the block should begin here", "这一段应从此处开始"));
        finding.help(text!("write `{shown} {{`", "写作 `{shown} {{`"))
    }
}

/// The finding for a statement of another place.
fn misplaced(word: &str, span: Span, place: Place, home: &Text) -> Diagnostic {
    let here = place_name(place);
    let message = Text { en: format!("`{word}` may not stand in {}", here.en), zh: format!("`{word}` 不能写在{}中", here.zh) };
    let help = Text {
        en: format!("it belongs in {}; look for a `{{` or `}}` missing or too many above", home.en),
        zh: format!("它应写在{}；请检查上文是否少了或多了 `{{`、`}}`", home.zh),
    };
    Diagnostic::new("P001", Severity::Error, span, message).help(help)
}
