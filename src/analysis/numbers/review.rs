//! Free text against a region's table.

use super::dialling::{Basis, Dialled, find};
use super::region::Region;
use super::verdict::Verdict;

/// A number found in free text, and what the region's table says about it.
#[derive(Debug)]
pub(crate) struct Reviewed<'r> {
    /// The number, where it stands, what it is dialled for.
    pub(crate) dialled: Dialled,
    /// The judgement; without a known purpose only `Right`, `Unknown` or `NotHere`.
    pub(crate) verdict: Verdict<'r>,
}

/// Judges every number a text dials; one beside the right number is no mistake.
pub(crate) fn review<'r>(region: &'r Region, text: &str) -> Vec<Reviewed<'r>> {
    let found = find(text);
    let verdicts: Vec<Verdict<'r>> = found
        .chunk_by(|left, right| left.sentence == right.sentence)
        .flat_map(|sentence| sentence.iter().map(|one| judge(region, one, sentence)))
        .collect();
    let both = found.into_iter().zip(verdicts);
    both.map(|(dialled, verdict)| Reviewed { dialled, verdict })
        .collect()
}

fn judge<'r>(region: &'r Region, one: &Dialled, sentence: &[Dialled]) -> Verdict<'r> {
    let verdict = region.verdict(&one.number, one.purpose.as_slice());
    match verdict {
        Verdict::Wrong { .. } if accompanied(region, one, sentence) => Verdict::Right,
        Verdict::Wrong {
            actual,
            right,
            certain,
        } => {
            // In a fire one may also dial the ambulance; only 110 and the like stand in for 119.
            let certain =
                certain && (one.basis == Basis::Attached || region.is_universal(&one.number));
            Verdict::Wrong {
                actual,
                right,
                certain,
            }
        }
        Verdict::Right | Verdict::Unknown | Verdict::NotHere { .. } => verdict,
    }
}

/// Whether the same sentence also dials the right number for the purpose.
fn accompanied(region: &Region, one: &Dialled, sentence: &[Dialled]) -> bool {
    let Some(purpose) = one.purpose else {
        return false;
    };
    // The bound keeps the work linear; no plan dials more in one sentence.
    sentence.iter().take(20).any(|other| {
        other.purpose.is_none_or(|kind| kind == purpose)
            && matches!(region.verdict(&other.number, &[purpose]), Verdict::Right)
            && other.range != one.range
    })
}
