import CremaJobs
import CremaProto

/// What a check of layers in Python found, or why it could not be made.
struct LayerCheckView: View {
    static let template = "LayerCheck"

    /// What is wrong with the form.
    var problems: [Problem] = []
    /// Nil where something is.
    var report: Report?

    struct Problem: Sendable {
        var field: String
        var words: String
        var line: Int?
    }

    struct Report: Sendable {
        var layers: [Layer]
        var notices: [LayerReport.Notice]
        var error: String?
        var log: String?
    }

    struct Layer: Sendable {
        var name: String
        var className: String
        var isOfTest: Bool
        var isWrong: Bool
        var verdict: String
        var findings: [Finding]
    }

    struct Finding: Sendable {
        var what: String
        var mark: String
        var sign: String
        var kind: String
        var sentence: String
        var traceback: String?
    }
}

extension LayerCheckView {
    init(_ errors: FormErrors, _ words: Words) {
        problems = errors.sentences(in: words).sorted { $0.key < $1.key }.flatMap {
            field,
            sentences in
            sentences.map { Problem(field: field, words: $0, line: ErrorReply.line(in: $0)) }
        }
    }

    init(_ found: LayerReport, _ words: Words) {
        report = Report(
            layers: found.layers.map { Layer($0, words) },
            notices: found.notices,
            error: found.error,
            log: found.log
        )
    }
}

extension LayerCheckView.Layer {
    init(_ layer: LayerReport.Layer, _ words: Words) {
        let wrong = layer.findings.count { $0.isGood == false }
        let isReached = layer.findings.contains { $0.isGood != nil }
        let verdict =
            wrong > 0
            ? Phrase("checks.wrong_count", ["count": wrong])
            : Phrase(isReached ? "checks.nothing_wrong" : "checks.not_checked")
        self.init(
            name: layer.name,
            className: layer.className,
            isOfTest: layer.phase == "TEST",
            isWrong: wrong > 0,
            verdict: words.text(verdict),
            findings: layer.findings.map { LayerCheckView.Finding($0, words) }
        )
    }
}

extension LayerCheckView.Finding {
    init(_ finding: LayerReport.Finding, _ words: Words) {
        let (key, sign, kind) =
            switch finding.isGood {
            case true?: ("checks.ok", "✓", "good")
            case false?: ("checks.wrong", "✗", "bad")
            case nil: ("checks.not_checked", "–", "open")
            }
        self.init(
            what: words.text(.described("finding.\(finding.what)", english: finding.what)),
            mark: words[key],
            sign: sign,
            kind: kind,
            sentence: finding.sentence,
            traceback: finding.traceback
        )
    }
}
