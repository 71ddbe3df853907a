import CremaEngine
import CremaProto

/// The page on solvers and learning rates, made from their catalogs.
enum SolverPage {
    /// The page `docs/solvers.md`.
    static func markdown() -> String {
        var lines = [
            "# Solvers and learning rates",
            "",
            "The values of `type` and `lr_policy` in a solver's prototxt, and what the form of a "
                + "new model offers for them. All fields of the solver are in "
                + "[fields.md](layers/fields.md#solverparameter).",
            "", "## Solvers", "",
            "g is the gradient of a weight w, with its weight decay; rate is the learning rate "
                + "times the parameter's `lr_mult`; t counts the updates from 1; h, m, v and h2 "
                + "are kept from one update to the next.",
            "",
        ]
        lines +=
            MarkdownTable(
                header: ["`type`", "in the form", "takes `momentum`", ""],
                rows: SolverCatalog.builtIn.rules.map {
                    ["`\($0.name)`", $0.label, $0.takesMomentum ? "yes" : "no", $0.summary]
                }
            ).lines
        lines += ["", "## Learning rates", ""]
        lines +=
            MarkdownTable(
                header: ["`lr_policy`", "in the form", "needs", ""],
                rows: RateCatalog.builtIn.rules.map { rule in
                    let fields = rule.fields.map { "`\($0.rawValue)`" }.joined(separator: ", ")
                    return ["`\(rule.name)`", rule.label, fields, rule.summary]
                }
            ).lines
        lines += [
            "", "## In the form", "",
            "The form has points in percent of the training; the job's solver.prototxt has them in "
                + "iterations.",
            "",
        ]
        lines +=
            MarkdownTable(
                header: ["field", "default", ""],
                rows: (SolverCatalog.builtIn.options + RateCatalog.builtIn.options).map(row)
            ).lines
        return lines.joined(separator: "\n") + "\n"
    }

    private static func row(_ option: OptionDescription) -> [String] {
        let unit = option.unit.map { " \($0)" } ?? ""
        let condition = option.condition.map { " (\($0.values.joined(separator: ", ")))" } ?? ""
        return ["`\(option.name)`\(condition)", option.defaultText + unit, option.help]
    }
}
