use crate::Document;
use crate::rules::criteria::Statement;
use crate::rules::finding::Findings;

/// Obligations in lower case (`shall`, `must`, `SHALL not`) in a document that has most of them in capitals.
pub(super) fn keyword_case(
    document: &Document,
    statements: &[(usize, usize, Statement<'_>)],
    findings: &mut Findings<'_>,
) {
    let obligations =
        || statements.iter().flat_map(|(_, _, it)| it.ears.obligations.iter().map(move |one| (it, one)));
    let is_upper = |word: &str| matches!(word, "SHALL");
    let (upper, all) = obligations().fold((0_usize, 0_usize), |(upper, all), (statement, obligation)| {
        (upper + usize::from(is_upper(statement.of(obligation.modal.clone()))), all + 1)
    });
    if upper * 2 <= all {
        return;
    }
    for (statement, obligation) in obligations() {
        let modal = statement.of(obligation.modal.clone());
        let not = statement.words.get(statement.at(obligation.modal.end)).filter(|_| obligation.negated);
        let lower_not = not.filter(|not| not.of(document.text.as_ref()) == "not");
        match lower_not {
            Some(not) if is_upper(modal) => findings.report(
                document,
                "ears/keyword-case",
                not.span.clone(),
                "SHALL is written in capitals here, and so should NOT be: nobody overlooks it then.".to_owned(),
            ),
            Some(_) | None if matches!(modal, "shall" | "Shall" | "must" | "MUST" | "Must") => findings.report(
                document,
                "ears/keyword-case",
                obligation.modal.clone(),
                format!("Other criteria here say SHALL. Say it for \"{modal}\" too, so that it is not taken for a weaker one."),
            ),
            Some(_) | None => {}
        }
    }
}
