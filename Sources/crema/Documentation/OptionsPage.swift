import CremaJobs
import CremaProto

/// The page on all options of data sets and models.
enum OptionsPage {
    /// The page `docs/options.md`.
    static func markdown(of catalog: DatasetKindCatalog = .builtIn) -> String {
        var lines = [
            "# Options",
            "",
            "The options of data sets and models: in the studio's forms, as fields of its JSON",
            "interface, in a job's `job.json`, and as flags of commands.",
            "This page is generated from the options themselves.",
        ]
        for kind in catalog.kinds {
            let about = kind.about
            lines += ["", "## Data set: \(about.title)", ""]
            lines.append(
                "`method` is `\(about.name)`, the command is `crema dataset \(about.name)`."
            )
            let inForm = Set(kind.formOptions.map(\.name))
            let flags = Set(kind.commandOptions.map(\.name))
            let options =
                kind.formOptions + kind.commandOptions.filter { !inForm.contains($0.name) }
            let rows = ([DatasetSettings.nameOption] + options).map { option in
                row(
                    option,
                    isField: inForm.contains(option.name) || !flags.contains(option.name),
                    isFlag: flags.contains(option.name)
                )
            }
            lines += [""] + MarkdownTable(header: header, rows: rows).lines
        }
        lines += ["", "## Model", ""]
        let options =
            ModelSettings.formOptions + [ModelSettings.networkText, ModelSettings.sentLayerFile]
        let rows = options.map { row($0, isField: true, isFlag: false) }
        lines += MarkdownTable(header: header, rows: rows).lines
        return lines.joined(separator: "\n") + "\n"
    }

    private static func taken(by option: OptionDescription, isField: Bool) -> String {
        option.allowed + (option.unit.map { ", in \($0)" } ?? "")
            + (option.isSendable && isField ? ", or the file itself as `\(option.sentName)`" : "")
    }

    private static let header = ["field", "flag", "", "takes", "default", "help"]

    private static func row(_ option: OptionDescription, isField: Bool, isFlag: Bool) -> [String] {
        let condition = option.condition.map {
            " Applies if `\($0.option)` is `\($0.values.joined(separator: "`, `"))`."
        }
        let values = option.choices.map { "`\($0.value)` (\($0.label))" }.joined(separator: ", ")
        return [
            isField ? "`\(option.name)`" : "",
            isFlag ? "`\(option.flag)`" : "",
            option.label,
            values.isEmpty ? taken(by: option, isField: isField) : values,
            option.defaultText.isEmpty ? "" : "`\(option.defaultText)`",
            option.help + (condition ?? ""),
        ]
    }
}
