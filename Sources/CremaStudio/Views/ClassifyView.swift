import CremaEngine
import CremaJobs
import CremaProto
import CremaRuns
import Foundation

/// What a model says about one image, and what its layers saw.
struct ClassifyView: View {
    static let template = "Classify"

    var job: JobRow
    var imageName: String
    var image: String
    var snapshot: String
    var predictions: [Prediction]
    /// What it predicts if that is numbers, instead of classes.
    var values: [Value]
    var isVisual: Bool
    var visualizations: [Visualization]

    struct Prediction: Sendable {
        var label: String
        var percent: String
        /// The same, as wide as its bar is drawn.
        var share: Int
    }

    /// A number that the model predicts.
    struct Value: Sendable {
        var name: String
        var number: String
    }

    /// A row of the table of layers.
    struct Visualization: Sendable {
        var name: String
        var kind: String
        /// The same, as people read it.
        var kindTitle: String
        var layerType: String?
        var parameters: String?
        var shape: String
        var mean: String
        var deviation: String
        var picture: String?
        var bars: [Bar]
        var low: String
        var high: String
    }

    /// A bar of a histogram, in percent of the highest.
    struct Bar: Sendable {
        var height: Int
        var count: String
    }
}

extension ClassifyView.Prediction {
    init(_ prediction: InferRun.Prediction, _ words: Words) {
        self.init(
            label: prediction.label,
            percent: words.text(Wording.percent(prediction.percent, digits: 2)),
            share: Wording.share(prediction.percent / 100)
        )
    }
}

extension ClassifyView.Value {
    init(_ value: InferRun.NamedValue) {
        self.init(name: value.name, number: Wording.number(Double(value.value)))
    }
}

extension ClassifyView.Visualization {
    init(_ found: NetInspection.Entry, at path: String, _ words: Words) {
        let most = Double(max(1, found.histogram.counts.max() ?? 1))
        self.init(
            name: found.name,
            kind: found.kind.rawValue,
            kindTitle: words.text(found.kind.phrase),
            layerType: found.layerType,
            parameters: found.parameters.map {
                words.text(Phrase("classify.parameters", ["count": $0]))
            },
            shape: found.shape.map(String.init).joined(separator: " × "),
            mean: Wording.number(found.mean),
            deviation: Wording.number(found.deviation),
            picture: found.picture.map { "\(path)/\($0)" },
            bars: found.histogram.counts.map { count in
                // Rounded up, so that one value alone is seen.
                ClassifyView.Bar(
                    height: Wording.share(Double(count) / most, rounded: .up),
                    count: words.count(count)
                )
            },
            low: Wording.number(Double(found.histogram.min)),
            high: Wording.number(Double(found.histogram.max))
        )
    }
}

extension NetInspection.Entry.Kind {
    /// What it is called.
    fileprivate var phrase: Phrase { .described("inspection.\(rawValue)", english: rawValue) }
}
