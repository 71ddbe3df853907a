import CremaProto

/// Gives each channel the mean 0 and the variance 1: y = (x - mean) / sqrt(var + eps).
///
/// Mean and variance are those of the batch while training, and averages over past batches when
/// testing, or according to `use_global_stats`. Three blobs hold sums of both, weighed by
/// `moving_average_fraction`, and the sum of the weights; no gradient changes them. A Scale layer
/// behind it gives the learned factors.
final class BatchNormLayer: Layer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "BatchNorm",
            summary: "Normalizes each channel of a batch to mean 0 and variance 1.",
            notes: [
                "It learns no factors: add a Scale layer with `bias_term: true` after it.",
                "Its blobs are sums over past batches of means and variances, and the sum of "
                    + "their weights; divided by the third blob they are the running averages.",
                "The running variance is the batch's times m / (m - 1), where m is the number of "
                    + "elements per channel.",
            ],
            differences: [
                .init(
                    "A bottom with one axis is taken as one channel; Caffe aborts in its Reshape."
                ),
                .init(
                    "An empty batch is skipped; Caffe aborts."
                ),
            ],
            field: "batch_norm_param",
            bottoms: .exactly(1),
            tops: .exactly(1),
            inPlace: .allowed,
            examples: [
                .init("", bottoms: [[4, 3, 2, 3]]),
                .init("batch_norm_param { eps: 0.1 }", bottoms: [[5, 2]]),
            ]
        )
    }

    private var statistics: [ChannelStatistics] = []
    /// The output, which a layer in place behind this one may overwrite.
    private let normalized = Memory(shape: [0])

    private var fields: BatchNormParameter { parameter.batchNormParam }
    private var usesGlobal: Bool {
        fields.hasUseGlobalStats ? fields.useGlobalStats : context.phase == .test
    }

    override var grain: Grain { .batch }

    /// A layer whose text marks each of its blobs as not learned.
    required init(parameter: LayerParameter, context: LayerContext) throws {
        var parameter = parameter
        while parameter.param.count < 3 {
            var spec = ParamSpec()
            spec.lrMult = 0
            parameter.param.append(spec)
        }
        try super.init(parameter: parameter, context: context)
    }

    private func channels(_ shape: Shape) -> Int { shape.axisCount > 1 ? shape[1] : 1 }

    override func setUp(bottom: [Blob], top: [Blob]) throws {
        for (index, spec) in parameter.param.enumerated() where spec.lrMult != 0 {
            throw error(
                "the statistics are not learned: lr_mult is 0; found "
                    + "\(spec.lrMult) (param \(index))",
                field: "param"
            )
        }
        let channels = channels(bottom[0].shape)
        blobs = [Blob(shape: [channels]), Blob(shape: [channels]), Blob(shape: [1])]
        statistics = Array(repeating: ChannelStatistics(), count: channels)
    }

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        let shape = bottom[0].shape
        guard channels(shape) == statistics.count else {
            throw error("the bottom needs \(statistics.count) channels; found the shape \(shape)")
        }
        top[0].reshape(to: shape)
        normalized.reshape(to: shape)
    }

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        let shape = bottom[0].shape
        // A batch of nothing has no statistics to remember.
        guard shape.count > 0 else { return }
        let x = bottom[0].data.read(nil, .whole)
        if usesGlobal {
            readAverages()
        } else {
            measure(x, shape)
            updateAverages(count: shape.count / max(statistics.count, 1))
        }
        let eps = fields.eps
        let y = top[0].data.write(nil, .whole)
        forEachPlane(shape) { channel, start, count in
            let (mean, scale) = (
                statistics[channel].mean, 1 / statistics[channel].deviation(eps)
            )
            mapElements(x + start, y + start, count) { ($0 - mean) * scale }
        }
        normalized.write(nil, .whole).update(from: UnsafePointer(y), count: shape.count)
    }

    override func backward(top: [Blob], propagateDown: [Bool], bottom: [Blob], share: Share) throws
    {
        guard propagateDown[0] else { return }
        let shape = bottom[0].shape
        let y = normalized.read(nil, .whole)
        let dy = top[0].diff.read(nil, .whole)
        let means = usesGlobal ? nil : gradientMeans(dy, y, shape)
        let eps = fields.eps
        let dx = bottom[0].diff.write(nil, .whole)
        forEachPlane(shape) { channel, start, count in
            let scale = 1 / statistics[channel].deviation(eps)
            let (sum, product) = means?[channel] ?? (0, 0)
            mapElements(y + start, dy + start, dx + start, count) {
                scale * ($1 - sum - product * $0)
            }
        }
    }

    /// For each channel the mean of dy, and that of dy y.
    private func gradientMeans(
        _ dy: UnsafePointer<Float>,
        _ y: UnsafePointer<Float>,
        _ shape: Shape
    ) -> [(Float, Float)] {
        var sums = Array(repeating: (0.0, 0.0), count: statistics.count)
        forEachPlane(shape) { channel, start, count in
            for index in start..<start + count {
                sums[channel].0 += Double(dy[index])
                sums[channel].1 += Double(dy[index]) * Double(y[index])
            }
        }
        let count = Double(max(shape.count / max(statistics.count, 1), 1))
        return sums.map { (Float($0.0 / count), Float($0.1 / count)) }
    }

    // MARK: Statistics

    private func measure(_ x: UnsafePointer<Float>, _ shape: Shape) {
        let count = Double(max(shape.count / max(statistics.count, 1), 1))
        var sums = Array(repeating: 0.0, count: statistics.count)
        forEachPlane(shape) { channel, start, count in
            for index in start..<start + count { sums[channel] += Double(x[index]) }
        }
        let means = sums.map { $0 / count }
        sums = Array(repeating: 0, count: statistics.count)
        forEachPlane(shape) { channel, start, count in
            for index in start..<start + count {
                let difference = Double(x[index]) - means[channel]
                sums[channel] += difference * difference
            }
        }
        for channel in statistics.indices {
            statistics[channel] = ChannelStatistics(
                mean: Float(means[channel]),
                variance: Float(sums[channel] / count)
            )
        }
    }

    private func readAverages() {
        let weight = blobs[2].data.read()[0]
        let factor = weight == 0 ? 0 : 1 / weight
        let (means, variances) = (blobs[0].data.read(), blobs[1].data.read())
        for channel in statistics.indices {
            statistics[channel] = ChannelStatistics(
                mean: means[channel] * factor,
                variance: variances[channel] * factor
            )
        }
    }

    private func updateAverages(count: Int) {
        let fraction = fields.movingAverageFraction
        let (means, variances) = (blobs[0].data.update(), blobs[1].data.update())
        // The variance of the whole that a batch is a sample of.
        let correction = count > 1 ? Float(count) / Float(count - 1) : 1
        for channel in statistics.indices {
            means[channel] = fraction * means[channel] + statistics[channel].mean
            variances[channel] =
                fraction * variances[channel] + correction * statistics[channel].variance
        }
        let weight = blobs[2].data.update()
        weight[0] = fraction * weight[0] + 1
    }

    /// Hands over the planes of a shape; one without channels is a plane in itself.
    private func forEachPlane(
        _ shape: Shape,
        _ body: (_ channel: Int, _ start: Int, _ count: Int) -> Void
    ) {
        guard shape.count > 0 else { return }
        let hasChannels = shape.axisCount > 1
        CremaEngine.forEachPlane(
            images: hasChannels ? shape.images : 1,
            channels: statistics.count,
            size: hasChannels ? shape.count(from: 2) : shape.count,
            body
        )
    }
}

/// The mean and the variance of a channel.
private struct ChannelStatistics {
    var mean: Float = 0
    var variance: Float = 0

    func deviation(_ eps: Float) -> Float { (variance + eps).squareRoot() }
}
