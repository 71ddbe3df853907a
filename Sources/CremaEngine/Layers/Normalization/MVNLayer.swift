import CremaProto

/// y = (x - mean) / (sd + eps), by the mean and the deviation of each plane.
///
/// With `normalize_variance: false` nothing is divided. A plane is a channel of an image, or a
/// whole image with `across_channels`.
final class MVNLayer: Layer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "MVN",
            summary: "Normalizes each plane to mean 0 and deviation 1.",
            notes: [
                "`eps` is added to the deviation, not to the variance."
            ],
            differences: [.inPlaceGradient],
            field: "mvn_param",
            bottoms: .exactly(1),
            tops: .exactly(1),
            inPlace: .beside,
            examples: [
                .init("", bottoms: [[2, 3, 4, 5]]),
                .init("mvn_param { normalize_variance: false }", bottoms: [[2, 3, 4, 5]]),
                .init("mvn_param { across_channels: true }", bottoms: [[2, 3, 4, 2]]),
            ]
        )
    }

    private var fields: MVNParameter { parameter.mvnParam }

    override var topUse: TopUse { .values }

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        let shape = bottom[0].shape
        guard shape.axisCount <= 4 else {
            throw error("MVN takes a bottom of at most 4 axes; found the shape \(shape)")
        }
        // Caffe's top has 4 axes, whatever the bottom has.
        top[0].reshape(to: Shape((0..<4).map(shape.legacy)))
    }

    /// The number of elements of a plane, and of planes in a share.
    private func planes(_ shape: Shape, _ share: Share) -> (size: Int, count: Int) {
        let images = share.images(of: shape.images).count
        guard !fields.acrossChannels, shape.axisCount > 1 else { return (shape.imageCount, images) }
        return (shape.count(from: 2), images * shape[1])
    }

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        let planes = planes(bottom[0].shape, share)
        for plane in 0..<planes.count {
            let x = bottom[0].data.read(nil, share) + plane * planes.size
            let y = top[0].data.write(nil, share) + plane * planes.size
            let (mean, scale) = statistics(x, planes.size)
            mapElements(x, y, planes.size) { ($0 - mean) * scale }
        }
    }

    override func backward(top: [Blob], propagateDown: [Bool], bottom: [Blob], share: Share) throws
    {
        guard propagateDown[0] else { return }
        let planes = planes(bottom[0].shape, share)
        let (x, y) = (bottom[0].data.read(nil, share), top[0].data.read(nil, share))
        let (dy, dx) = (top[0].diff.read(nil, share), bottom[0].diff.write(nil, share))
        for plane in 0..<planes.count {
            let start = plane * planes.size
            let (_, scale) = statistics(x + start, planes.size)
            var (sum, product) = (0.0, 0.0)
            for index in start..<start + planes.size {
                sum += Double(dy[index])
                product += Double(dy[index]) * Double(y[index])
            }
            let mean = Float(sum / Double(planes.size))
            let slope = fields.normalizeVariance ? Float(product / Double(planes.size)) : 0
            for index in start..<start + planes.size {
                dx[index] = scale * (dy[index] - mean - slope * y[index])
            }
        }
    }

    /// The mean of a plane and what its elements are multiplied by.
    private func statistics(_ x: UnsafePointer<Float>, _ count: Int) -> (mean: Float, scale: Float)
    {
        var sum = 0.0
        for index in 0..<count { sum += Double(x[index]) }
        let mean = sum / Double(max(count, 1))
        guard fields.normalizeVariance else { return (Float(mean), 1) }
        var squares = 0.0
        for index in 0..<count { squares += (Double(x[index]) - mean) * (Double(x[index]) - mean) }
        let deviation = (squares / Double(max(count, 1))).squareRoot()
        return (Float(mean), 1 / (Float(deviation) + fields.eps))
    }
}
