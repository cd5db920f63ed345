//! Which calls count, and how much those that may not come soften the finding.

use crate::ast::Date;
use crate::check::{Options, check};
use crate::diagnostic::Severity;
use crate::project::Project;
use crate::source::Source;

/// How bad the findings about missing calls are.
fn found(parts: &str) -> Vec<Severity> {
    let mut project = Project::new();
    let world = "role a {} role b {} service fire-brigade { for fire phone \"119\" } service police { for police phone \"110\" }
        signal fire { hazard fire } signal smoke { hazard fire } signal big {} signal gone {} gauge heat { unit ℃ }
        signal hurt { hazard casualty } signal badly { hazard casualty } gauge people { unit 人 } signal fall { hazard casualty }";
    let plan = format!("language 1\nplan p {{ region CN }}\n{world}\n{parts}\n");
    let id = project.add(Source::new("rescue.plan", plan.as_str()));
    let checked = check(&project, id, Options { as_of: Date::new(2026, 1, 1).unwrap() });
    checked.diagnostics().iter().filter(|d| d.code == "P405").map(|d| d.severity).collect()
}

/// The same for one step about a fire.
fn fire(step: &str) -> Vec<Severity> {
    found(&format!("procedure p {{ start when fire {step} }}"))
}

#[test]
fn a_call_for_the_danger_itself_counts_whatever_else_is_written() {
    for step in [
        "step s { a must call fire-brigade }",
        "step s when fire { a must call fire-brigade }",
        "step s when fire or big { a must call fire-brigade }",
        "step s when fire and not gone { a must call fire-brigade }",
        "step r { a must do \"look\" } then step s { a must call fire-brigade }",
        "step r when fire { a must do \"look\" } then step s { a must call fire-brigade }",
        "step s { automatic call fire-brigade }",
        "step s { a must do \"dial 119 for the fire brigade\" }",
    ] {
        assert_eq!(fire(step), [], "{step}");
    }
    assert_eq!(found("procedure p { start when fire and heat > 60℃ step s when heat > 60℃ { a must call fire-brigade } }"), []);
    assert_eq!(found("procedure p { hazard fire start when heat > 60℃ step s when heat > 60℃ { a must call fire-brigade } }"), []);
}

#[test]
fn a_call_that_may_not_come_is_a_warning() {
    for step in [
        "step s when big { a must call fire-brigade }",
        "step s when fire and big { a must call fire-brigade }",
        "step s when fire for 10m { a must call fire-brigade }",
        "step s when heat > 60℃ { a must call fire-brigade }",
        "step r when big { a must do \"look\" } then step s { a must call fire-brigade }",
        "step s { a must notify any of b, fire-brigade }",
        "step s { a must do \"if necessary, dial 119\" }",
        "step s { a must do \"raise the alarm\" }",
    ] {
        assert_eq!(fire(step), [Severity::Warning], "{step}");
    }
    let other = "procedure q { start when big step s { a must call fire-brigade } }";
    assert_eq!(found(&format!("procedure p {{ start when fire step s when big {{ a must activate q }} }} {other}")), [Severity::Warning]);
    assert_eq!(found(&format!("procedure p {{ start when fire step s when fire {{ a must activate q }} }} {other}")), []);
}

#[test]
fn the_conditions_of_earlier_steps_count_however_far_they_are() {
    let looks = |count: usize| -> String { (0..count).map(|at| format!("then step r{at} {{ a must do \"look {at}\" }} ")).collect() };
    let chain = |first: &str, count: usize| fire(&format!("step first {first} {{ a must do \"look\" }} {} then step s {{ a must call fire-brigade }}", looks(count)));
    for count in [0, 1, 8, 30] {
        assert_eq!(chain("when big", count), [Severity::Warning], "{count}");
        assert_eq!(chain("when fire", count), [], "{count}");
    }
    let repeated: String = (0..12).map(|at| format!("then step r{at} when fire {{ a must do \"look {at}\" }} ")).collect();
    assert_eq!(fire(&format!("step first when big {{ a must do \"look\" }} {repeated} then step s when fire {{ a must call fire-brigade }}")), [Severity::Warning]);
    // Written last to first.
    let back = "step s after c { a must call fire-brigade } step c after b { a must do \"3\" } step b after r { a must do \"2\" } step r when big { a must do \"1\" }";
    assert_eq!(fire(back), [Severity::Warning]);
    assert_eq!(fire("step r when big { a must do \"1\" } step s when done r { a must call fire-brigade }"), [Severity::Warning]);
    assert_eq!(found("procedure q { start when smoke step s { a must call fire-brigade } } procedure p { start when fire step s when finished q { a must call fire-brigade } }"), [Severity::Warning]);
    // The first of several is enough, if one of them is sure to come.
    for (steps, found) in [("when big", vec![Severity::Warning]), ("", vec![])] {
        let any = format!("step x when gone {{ a must do \"1\" }} step y {steps} {{ a must do \"2\" }} step s after any of x, y {{ a must call fire-brigade }}");
        assert_eq!(fire(&any), found, "{steps}");
    }
}

#[test]
fn two_lacks_leave_it_an_error() {
    for step in [
        "step s when big { a must do \"raise the alarm\" }",
        "step s when big { a may call fire-brigade }",
        "step s { a must call police }",
        "recovery { step s { a must call fire-brigade } }",
    ] {
        assert_eq!(fire(step), [Severity::Error], "{step}");
    }
}

#[test]
fn a_plan_that_is_only_named_is_no_excuse() {
    let with = |body: &str| found(&format!("document d {{ {body} }} procedure p {{ start when fire step s {{ a must activate d }} }}"));
    assert_eq!(with("kind plan"), [Severity::Warning]);
    assert_eq!(with("kind plan at \"plans/fire.pdf\" todo \"not attached\""), [Severity::Warning]);
    assert_eq!(with("kind plan at \"plans/fire.pdf\""), [Severity::Info]);
}

#[test]
fn for_injuries_the_condition_may_say_how_bad_they_are() {
    for when in ["badly", "people >= 1人", "hurt"] {
        assert_eq!(found(&format!("procedure p {{ start when hurt step s when {when} {{ a must call \"120\" }} }}")), [], "{when}");
    }
    assert_eq!(found("procedure p { start when hurt step s when big { a must call \"120\" } }"), [Severity::Warning]);
    // A call for one kind of accident is none for another, unless it is as well a size of it.
    assert_eq!(found("procedure p { start when fire or smoke step s when smoke { a must call fire-brigade } }"), [Severity::Warning]);
    assert_eq!(found("procedure p { start when hurt or fire step s when fire { a must call \"120\" a must call fire-brigade } }"), [Severity::Error]);
}

#[test]
fn a_danger_inside_a_procedure_is_a_degree_milder() {
    let with = |steps: &str| found(&format!("procedure p {{ start when big {steps} }}"));
    assert_eq!(with("step s when fire { a must do \"leave\" }"), [Severity::Warning]);
    assert_eq!(with("step s when fire { a must do \"raise the alarm\" }"), [Severity::Info]);
    assert_eq!(with("step s when fire { a must call fire-brigade }"), []);
    assert_eq!(with("step s when not fire { a must do \"leave\" }"), []);
    assert_eq!(with("step s when fire { a must do \"leave\" } step r { a must call fire-brigade }"), []);
    // Another procedure that runs whenever this one does calls for it.
    let beside = "procedure q { start when big or gone step s when fire { a must call fire-brigade } }";
    assert_eq!(found(&format!("procedure p {{ start when big step s when fire {{ a must do \"leave\" }} }} {beside}")), []);
}

#[test]
fn of_an_epidemic_the_health_authority_must_learn() {
    let ill = |more: &str, step: &str| found(&format!("signal ill {{ hazard disease }} {more} procedure p {{ start when ill {step} }}"));
    for service in ["service x { for health }", "service x { for \"疾控\" }", "service x \"市卫生健康局\" {}", "service x \"防疫部门\" {}"] {
        assert_eq!(ill(service, "step s { a must report to x }"), [], "{service}");
    }
    for service in ["service x { for medical phone \"120\" }", "service x \"环境卫生公司\" { for \"清理\" }", "role x \"卫生部门\" {}"] {
        assert_eq!(ill(service, "step s { a must report to x }"), [Severity::Warning], "{service}");
    }
    for text in ["立即上报疾控中心", "notify the health authority"] {
        assert_eq!(ill("", &format!("step s {{ a must do \"{text}\" }}")), [], "{text}");
    }
    for text in ["按疾控中心意见上报", "通知领导，按防疫部门意见消毒", "必要时上报疾控中心", "拨打120"] {
        assert_eq!(ill("", &format!("step s {{ a must do \"{text}\" }}")), [Severity::Warning], "{text}");
    }
    // A step that only waits for it is milder.
    assert_eq!(found("signal ill { hazard disease } procedure p { start when big step s when ill { a must do \"look\" } }"), [Severity::Info]);
}
