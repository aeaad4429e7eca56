//! Conformance: the cases that both sides answer differently.

use super::sides::Built;
use crate::conformance::{Modules, Reply, Respondent};
use crate::parallel::{each, processors};
use crate::plan::Plan;
use crate::progress::Progress;
use crate::store;
use crate::workspace::Workspace;
use anyhow::Result;
use badge_catalogue::Case;
use badge_records::asked;

/// A case that both sides answer differently.
#[derive(Debug)]
pub struct AnswerRow {
    /// `runtime/config`.
    pub config: String,
    /// The case.
    pub case: String,
    /// What each side answers.
    pub answers: [String; 2],
    /// Which of them are expected.
    pub expected: [bool; 2],
}

/// Asks both sides everything; how many cases that were, and where they differ.
pub(super) fn run<'w>(
    workspace: &'w Workspace,
    plan: &Plan<'w>,
    pinned: &Built<'w>,
    replaced: &Built<'w>,
) -> Result<(usize, Vec<AnswerRow>)> {
    let modules = Modules::assemble(workspace)?;
    let stored = store::answers(workspace)?;
    let mut questions: Vec<([Respondent<'w>; 2], &'w Case)> = Vec::new();
    for &(runtime, config) in &plan.configs {
        let name = format!("{}/{}", runtime.name, config.name);
        let sides = [pinned, replaced].map(|side| Respondent {
            runtime,
            config,
            runner: side.runners[&name].clone(),
        });
        let cases = asked(&workspace.catalogue, config);
        questions.extend(cases.map(|case| (sides.clone(), case)));
    }
    let progress = Progress::new("conformance cases", questions.len());
    let compare = |(sides, case): &([Respondent<'w>; 2], &'w Case)| -> Result<Option<AnswerRow>> {
        let [a, b] = sides;
        let known = stored.get(&a.runtime.name, &a.config.name, &case.name);
        let ask = |side: &Respondent<'_>| side.ask(&modules, case, known.map(|k| &k.answer));
        let replies: [Reply; 2] = [ask(a)?, ask(b)?];
        let differ = replies[0].answer != replies[1].answer;
        Ok(differ.then(|| AnswerRow {
            config: format!("{}/{}", a.runtime.name, a.config.name),
            case: case.name.clone(),
            expected: replies.each_ref().map(|reply| case.expected.contains(&reply.answer)),
            answers: replies.map(|reply| reply.answer.to_string()),
        }))
    };
    let mut rows = Vec::new();
    each(&questions, processors(), compare, |_, row| {
        progress.finish_quietly();
        rows.extend(row);
        Ok(())
    })?;
    progress.finish();
    rows.sort_by(|a, b| (&a.config, &a.case).cmp(&(&b.config, &b.case)));
    Ok((questions.len(), rows))
}
