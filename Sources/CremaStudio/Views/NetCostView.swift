import CremaJobs
import CremaProto
import Foundation

/// What the network of a form costs, or why that is not known.
struct NetCostView: View {
    static let template = "NetCost"

    /// What is wrong with the form.
    var problems: [String] = []
    /// Memory, parameters and multiplications in a sentence.
    var summary: String?
    /// Why it cannot be trained in the memory that is free.
    var refusal: String?
    /// The time of an epoch and of all of them.
    var time: String?
    /// `true` if the time can be measured, and was not.
    var isMeasurable = "false"
    var layers: [Layer] = []

    struct Layer: Sendable {
        var name: String
        var type: String
        var shape: String
        var parameters: String
        var memory: String
        var multiplyAdds: String
    }
}

extension NetCostView {
    /// What is wrong with the network or its data set; other fields have their own places.
    init(_ errors: FormErrors, _ words: Words) {
        let fields =
            [
                "dataset", "standard_networks", ModelSettings.previousName,
                ModelSettings.pretrainedName, ModelSettings.networkText.name,
            ]
        let sentences = errors.sentences(in: words)
        problems = fields.flatMap { sentences[$0] ?? [] }
        if problems.isEmpty { problems = [words["cost.entries"]] }
    }

    init(_ estimate: CostEstimate, _ words: Words) {
        summary = Self.summary(of: estimate).map(words.text)
        refusal = estimate.refusal.map(words.text)
        time = Self.time(of: estimate).map(words.text)
        let isMissing = estimate.epochSeconds == nil && estimate.fits && !estimate.isBusy
        isMeasurable = "\(isMissing)"
        layers = estimate.layers.map { layer in
            Layer(
                name: layer.name,
                type: layer.type,
                shape: layer.shapes.map { $0.map(String.init).joined(separator: " x ") }
                    .joined(separator: ", "),
                parameters: layer.parameters == 0 ? "" : Self.grouped(layer.parameters),
                memory: layer.memory == 0 ? "" : Wording.size(layer.memory),
                multiplyAdds: layer.multiplyAdds == 0 ? "" : Self.short(layer.multiplyAdds)
            )
        }
    }

    private static func summary(of estimate: CostEstimate) -> Phrase? {
        guard let memory = estimate.memory, let parameters = estimate.parameters else { return nil }
        return Phrase(
            "cost.summary",
            [
                "memory": Wording.size(memory), "free": Wording.size(estimate.freeMemory),
                "batch": "\(estimate.batchSize ?? 0)", "parameters": grouped(parameters),
                "operations": short(estimate.multiplyAdds ?? 0),
            ]
        )
    }

    private static func time(of estimate: CostEstimate) -> Phrase? {
        guard let epoch = estimate.epochSeconds, let all = estimate.trainingSeconds else {
            return estimate.isBusy ? Phrase("cost.busy") : nil
        }
        return Phrase(
            "cost.time",
            [
                "epoch": Wording.duration(max(epoch, 1)), "count": estimate.epochs,
                "all": Wording.duration(max(all, 1)),
            ]
        )
    }

    /// A whole number with its thousands apart: `431,080`.
    static func grouped(_ number: Int) -> String {
        let digits = Array(String(number.magnitude).reversed())
        let groups = stride(from: 0, to: digits.count, by: 3).map {
            String(digits[$0..<min($0 + 3, digits.count)].reversed())
        }
        return (number < 0 ? "-" : "") + groups.reversed().joined(separator: ",")
    }

    /// A large number with a prefix of three digits: `2.3 M`.
    static func short(_ number: Int) -> String {
        let units = ["", " k", " M", " G", " T", " P"]
        var (value, unit) = (Double(number), 0)
        while value >= 1000, unit < units.count - 1 { (value, unit) = (value / 1000, unit + 1) }
        return String(format: unit == 0 || value >= 100 ? "%.0f%@" : "%.1f%@", value, units[unit])
    }
}

extension CostEstimate {
    /// Why a training does not fit into the memory that is free; nil if it does.
    var refusal: Phrase? {
        guard !fits else { return nil }
        let free = Wording.size(freeMemory)
        guard let fitting = fittingBatchSize, fitting > 0 else {
            return Phrase("cost.never_fits", ["free": free])
        }
        guard let memory else {
            return Phrase("cost.batch_too_large", ["free": free, "fitting": fitting])
        }
        return Phrase(
            "cost.does_not_fit",
            ["memory": Wording.size(memory), "free": free, "fitting": fitting]
        )
    }
}
