import CremaProto

/// How large the weights and the gradients of a layer are, and how much of its output is zero.
public struct LayerNorms: Sendable, Equatable {
    /// The layer's name.
    public let layer: String
    /// The L2 norm of its parameters; nil if it has none.
    public var weights: Float?
    /// The L2 norm of their gradients.
    public var gradients: Float?
    /// Of a layer that sets negative values to zero, the fraction of its outputs that are zero.
    public var zeros: Float?
}

extension Net {
    /// The norms of every layer with parameters, and the zeros after every ReLU, in net order.
    ///
    /// Gradients are those of the last backward pass, so it is called before an update. The numbers
    /// are read in the order that they are in, which costs a small part of a training step.
    public func layerNorms() -> [LayerNorms] {
        let owned = Dictionary(grouping: parameters, by: \.layer)
        return nodes.indices.compactMap { index in
            let node = nodes[index]
            var norms = LayerNorms(layer: node.layer.name)
            if let blobs = owned[index]?.map(\.blob) {
                norms.weights = Self.norm(blobs.map(\.data))
                norms.gradients = Self.norm(blobs.map(\.diff))
            }
            if isWatchedReLU(index) { norms.zeros = fractionOfZeros(in: node.tops[0].data) }
            return norms.weights == nil && norms.zeros == nil ? nil : norms
        }
    }

    private static func norm(_ memories: [Memory]) -> Float {
        Float(memories.reduce(0) { $0 + $1.sumOfSquares() }.squareRoot())
    }

    /// Whether a node is a ReLU without slope whose outputs are still there, unchanged by a later
    /// layer in place.
    private func isWatchedReLU(_ index: Int) -> Bool {
        let node = nodes[index]
        guard node.layer.parameter.type == "ReLU",
            node.layer.parameter.reluParam.negativeSlope == 0, let top = node.tops.first
        else { return false }
        return !nodes[(index + 1)...].contains { $0.tops.contains { $0.data === top.data } }
    }

    /// The fraction of zeros, without the padding of a layout, which is zero as well.
    private func fractionOfZeros(in memory: Memory) -> Float {
        let workers = context.workers.count
        var (zeros, all) = (0, 0)
        for index in 0..<workers {
            let share = Share(index: index, of: workers)
            let layout = memory.currentLayout(share)
            let (count, padded) = (memory.count(share), memory.count(layout, share))
            let numbers = UnsafeBufferPointer(start: memory.read(layout, share), count: padded)
            zeros += numbers.count { $0 == 0 } - (padded - count)
            all += count
        }
        return all == 0 ? 0 : Float(max(0, zeros)) / Float(all)
    }
}

extension Memory {
    /// The sum of the squares of all numbers, in their current layout, whose padding is zero.
    fileprivate func sumOfSquares() -> Double {
        let layout = currentLayout(.whole)
        let numbers = UnsafeBufferPointer(
            start: read(layout, .whole),
            count: count(layout, .whole)
        )
        var sum = 0.0
        // Partial sums of a few numbers each are exact enough in Float, and quick.
        for start in stride(from: 0, to: numbers.count, by: 1024) {
            var part: SIMD16<Float> = .zero
            let end = min(start + 1024, numbers.count)
            var index = start
            while index + 16 <= end {
                var values: SIMD16<Float> = .zero
                for lane in 0..<16 { values[lane] = numbers[index + lane] }
                part += values * values
                index += 16
            }
            for lane in 0..<16 { sum += Double(part[lane]) }
            while index < end {
                sum += Double(numbers[index]) * Double(numbers[index])
                index += 1
            }
        }
        return sum
    }
}
