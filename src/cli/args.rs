//! Commands and options.

use crate::ast::Date;
use crate::diagnostic::Lang;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Checks contingency plans (预案) and compiles them to runbooks.
#[derive(Debug, Parser)]
#[command(name = "preplan", version, max_term_width = 100)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check plan files and folders
    Check(Check),
    /// Check a plan and write its runbook; with an error-level finding nothing is written
    Compile(Compile),
    /// Write plan files in the one layout; a file with syntax errors is left as it is
    Fmt(Fmt),
    /// Run the drills of plans
    Test(Test),
    /// Run a plan over a trace of events, and print what it brings about
    Simulate(Simulate),
    /// Show when each step is due and done and when each post is reached, at the earliest and at the latest
    Timeline(Timeline),
    /// Print the page of a rule, such as P401 or missing-owner
    Explain {
        /// Code or name of the rule
        rule: String,
    },
    /// List the rules
    Rules {
        /// How to print them
        #[arg(long, value_enum, default_value_t = ListFormat::Text)]
        format: ListFormat,
    },
    /// Print the JSON Schema of runbooks
    Schema,
    /// Serve an editor: the language server on standard input and output
    #[cfg(feature = "lsp")]
    Lsp {
        /// Accepted because many editors add it; there is no other way
        #[arg(long, hide = true)]
        stdio: bool,
    },
}

#[derive(Debug, Args)]
pub(super) struct Check {
    /// Files, or folders that are searched for `*.plan`; `-` reads standard input [default: this folder]
    pub(super) paths: Vec<PathBuf>,
    /// Name under which standard input is reported
    #[arg(long, value_name = "NAME", default_value = "stdin.plan")]
    pub(super) stdin_name: String,
    /// How to print the findings
    #[arg(long, value_enum, default_value_t = Format::Pretty)]
    pub(super) format: Format,
    /// Say nothing when nothing was found
    #[arg(long, short)]
    pub(super) quiet: bool,
}

#[derive(Debug, Args)]
pub(super) struct Compile {
    /// The plan; `-` reads standard input
    pub(super) file: PathBuf,
    /// What to write
    #[arg(long, value_enum, default_value_t = Target::Json)]
    pub(super) to: Target,
    /// Where to write it; written whole or not at all [default: standard output]
    #[arg(long, short, value_name = "OUT")]
    pub(super) output: Option<PathBuf>,
    /// Name under which standard input is reported
    #[arg(long, value_name = "NAME", default_value = "stdin.plan")]
    pub(super) stdin_name: String,
    /// How to print the findings, on standard error
    #[arg(long, value_enum, default_value_t = Format::Pretty)]
    pub(super) format: Format,
}

#[derive(Debug, Args)]
pub(super) struct Fmt {
    /// Files, or folders that are searched for `*.plan`; `-` formats standard input to standard output [default: this folder]
    pub(super) paths: Vec<PathBuf>,
    /// Only say which files would change; exit status 1 if any would
    #[arg(long)]
    pub(super) check: bool,
    /// Only show what would change; exit status 1 if anything would
    #[arg(long)]
    pub(super) diff: bool,
    /// Write keywords and units of time in this language [default: keep them]
    #[arg(long, value_enum)]
    pub(super) keywords: Option<LangArg>,
    /// Name under which standard input is reported
    #[arg(long, value_name = "NAME", default_value = "stdin.plan")]
    pub(super) stdin_name: String,
    /// How to print syntax errors, on standard error
    #[arg(long, value_enum, default_value_t = Format::Pretty)]
    pub(super) format: Format,
}

#[derive(Debug, Args)]
pub(super) struct Test {
    /// Files, or folders that are searched for `*.plan` [default: this folder]
    pub(super) paths: Vec<PathBuf>,
    /// Name the steps, limits, escalations and stand-ins that no drill exercises
    #[arg(long)]
    pub(super) coverage: bool,
    /// Change the plan a little, one change at a time, and name the changes that no drill notices
    #[arg(long)]
    pub(super) mutate: bool,
    /// How to print what came of the drills
    #[arg(long, value_enum, default_value_t = TestFormat::Pretty)]
    pub(super) format: TestFormat,
}

#[derive(Debug, Args)]
pub(super) struct Simulate {
    /// The plan
    pub(super) file: PathBuf,
    /// Run only this procedure, and those it starts [default: all]
    #[arg(long, value_name = "NAME")]
    pub(super) procedure: Option<String>,
    /// Events, a JSON object a line [default: standard input]
    #[arg(long, value_name = "EVENTS")]
    pub(super) trace: Option<PathBuf>,
    /// How to print the effects
    #[arg(long, value_enum, default_value_t = TraceFormat::Json)]
    pub(super) format: TraceFormat,
}

#[derive(Debug, Args)]
pub(super) struct Timeline {
    /// The plan; `-` reads standard input
    pub(super) file: PathBuf,
    /// How to print it
    #[arg(long, value_enum, default_value_t = TableFormat::Table)]
    pub(super) format: TableFormat,
    /// Name under which standard input is reported
    #[arg(long, value_name = "NAME", default_value = "stdin.plan")]
    pub(super) stdin_name: String,
}

#[derive(Debug, Args)]
pub(super) struct Common {
    /// Language of messages [default: from the locale]
    #[arg(long, global = true, value_enum)]
    lang: Option<LangArg>,
    /// Date on which waivers and reviews are judged [default: today]
    #[arg(long, global = true, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,
    /// Whether to colour the report
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    pub(super) color: Color,
    /// Treat these findings as errors for the exit status
    #[arg(long, global = true, value_enum)]
    deny: Option<Deny>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Framed, for a terminal
    Pretty,
    /// Plain text, for logs
    Plain,
    /// One JSON object
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    /// A line each
    Text,
    /// A JSON array
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TestFormat {
    /// A line a drill
    Pretty,
    /// One JSON object
    Json,
    /// JUnit XML
    Junit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TraceFormat {
    /// A JSON object a line
    Json,
    /// Lines for people
    Pretty,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TableFormat {
    /// Tables for people
    Table,
    /// One JSON object
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Target {
    /// A JSON runbook
    Json,
    /// A WebAssembly module that runs the plan
    Wasm,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum LangArg {
    Zh,
    En,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Deny {
    Warnings,
}

impl Common {
    /// Language of messages: the option, else the locale.
    pub(super) fn lang(&self) -> Lang {
        self.chosen_lang().unwrap_or_else(|| {
            let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().filter_map(std::env::var_os).find(|v| !v.is_empty());
            if locale.is_some_and(|l| l.to_string_lossy().starts_with("zh")) { Lang::Zh } else { Lang::En }
        })
    }

    /// Language of messages that the option names.
    pub(super) fn chosen_lang(&self) -> Option<Lang> {
        self.lang.map(LangArg::lang)
    }

    /// The date of judgement: the option, else today.
    pub(super) fn as_of(&self) -> Date {
        self.fixed_date().unwrap_or_else(today)
    }

    /// The date of judgement that the option names.
    pub(super) fn fixed_date(&self) -> Option<Date> {
        self.as_of
    }

    /// Whether a warning fails the run.
    pub(super) fn deny_warnings(&self) -> bool {
        self.deny == Some(Deny::Warnings)
    }
}

impl LangArg {
    pub(super) fn lang(self) -> Lang {
        match self {
            Self::Zh => Lang::Zh,
            Self::En => Lang::En,
        }
    }
}

/// The date of this place.
pub(super) fn today() -> Date {
    let today = jiff::Zoned::now().date();
    let (year, month, day) = (today.year().unsigned_abs(), today.month().unsigned_abs(), today.day().unsigned_abs());
    Date { year, month, day }
}

fn date(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| "write year, month and day: 2015-12-22".to_owned())
}
