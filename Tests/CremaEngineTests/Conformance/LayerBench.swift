import CremaData
import CremaProto
import Testing

@testable import CremaEngine

/// One layer on its own, with inputs drawn for one of its examples.
final class LayerBench {
    let layer: Layer
    let example: LayerDescription.Example
    let bottoms: [Blob]
    let tops: [Blob]
    private let isLoss: Bool

    /// A layer of that type, set up and shaped; `inPlace` gives it its bottoms as tops.
    init(
        _ type: Layer.Type,
        _ example: LayerDescription.Example,
        on device: any Device,
        inPlace: Bool = false
    ) throws {
        let text = "layer { name: \"L\" type: \"\(type.description.type)\" \(example.prototxt) }"
        var parameter = try NetParameter.read(text: text, file: "example").message.layer[0]
        if !parameter.hasPhase { parameter.phase = .train }
        self.example = example
        layer = try type.init(
            parameter: parameter,
            context: LayerContext(
                phase: parameter.phase,
                device: device,
                clock: Clock(seed: 1701)
            )
        )
        bottoms = example.bottoms.map(Blob.init(shape:))
        let topCount = max(parameter.top.count, Self.leastTops(type.description, bottoms.count))
        tops = inPlace ? bottoms : (0..<topCount).map { _ in Blob() }
        isLoss = layer.defaultLossWeight != 0
        fillBottoms()
        try layer.setUp(bottom: bottoms, top: tops)
        try layer.reshape(bottom: bottoms, top: tops)
        layer.propagatesToParameter = layer.blobs.map { _ in true }
        for blob in layer.blobs { blob.preparePartials(2) }
    }

    private static func leastTops(_ description: LayerDescription, _ bottomCount: Int) -> Int {
        if description.pairsTopsWithBottoms { return bottomCount }
        return switch description.tops {
        case .exactly(let count): count
        case .between(let low, _): low
        case .atLeast(let low): low
        }
    }

    private func fillBottoms() {
        for (index, bottom) in bottoms.enumerated() {
            let random = Philox(seed: 1701, stream: UInt64(index))
            let values = bottom.data.write()
            random.fillUniform(values, iteration: 0)
            let range = example.range
            for element in values.indices {
                if let count = example.labels[index] {
                    values[element] = (values[element] * Float(count)).rounded(.down)
                } else {
                    values[element] =
                        range.lowerBound + (range.upperBound - range.lowerBound) * values[element]
                }
            }
        }
    }

    /// Which bottoms have a gradient: all but labels.
    var propagateDown: [Bool] { bottoms.indices.map { example.labels[$0] == nil } }

    /// Bottoms and parameters that have a gradient, by what they are called in messages.
    var inputs: [(name: String, blob: Blob)] {
        let bottoms = bottoms.enumerated().filter { propagateDown[$0.offset] }
        return bottoms.map { ("bottom \($0.offset)", $0.element) }
            + layer.blobs.indices.filter(isLearned).map { ("parameter \($0)", layer.blobs[$0]) }
    }

    private func isLearned(_ index: Int) -> Bool {
        let specs = layer.parameter.param
        return !specs.indices.contains(index) || specs[index].lrMult != 0
    }

    /// Goes forward, in so many shares one after the other where the layer allows it.
    ///
    /// A layer that carries state begins again, so that passes can be compared.
    func forward(shares: Int = 1) throws {
        (layer as? any CarriesState)?.reset()
        try layer.reshape(bottom: bottoms, top: tops)
        for share in cut(into: shares) {
            try layer.forward(bottom: bottoms, top: tops, share: share)
        }
    }

    /// Goes back from the gradient of the objective, and adds up the shares' parts.
    func backward(shares: Int = 1) throws {
        for top in tops {
            let diff = top.diff.write()
            if isLoss {
                diff.update(repeating: Self.lossWeight)
            } else {
                _ = diff.update(from: top.data.read())
            }
        }
        try backwardFromDiffs(shares: shares)
    }

    /// Goes back from the gradients of the tops as they are.
    func backwardFromDiffs(shares: Int = 1) throws {
        let cut = cut(into: shares)
        for share in cut {
            try layer.backward(
                top: tops,
                propagateDown: propagateDown,
                bottom: bottoms,
                share: share
            )
        }
        for blob in layer.blobs {
            let sum = blob.diff.write()
            sum.update(repeating: 0)
            for share in cut {
                let part = blob.partial(share).read()
                for index in sum.indices { sum[index] += part[index] }
            }
        }
    }

    private static let lossWeight: Float = 2

    /// The loss with its weight, or half the sum of the squares of the tops.
    var objective: Double {
        if isLoss { return Double(tops[0].data.read()[0]) * Double(Self.lossWeight) }
        return tops.flatMap { $0.data.read() }.reduce(0) { $0 + Double($1) * Double($1) } / 2
    }

    private func cut(into total: Int) -> [Share] {
        guard layer.grain == .images else { return [.whole] }
        return (0..<total).map { Share(index: $0, of: total) }
    }
}
