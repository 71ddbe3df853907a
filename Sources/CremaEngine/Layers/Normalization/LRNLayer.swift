import CremaProto
import Glibc

/// Divides each element by a measure of its neighbours (local response normalisation).
///
/// ACROSS_CHANNELS: y = x (k + alpha / n sum of x^2 over n channels)^-beta. WITHIN_CHANNEL: y = x
/// (1 + alpha mean of x^2 over n x n places)^-beta, where what lies beyond the edge counts as 0
/// and `k` for nothing. n is `local_size`.
final class LRNLayer: Layer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "LRN",
            summary: "Normalizes each element by the size of its neighbours.",
            notes: [
                "`alpha` is divided by the number of neighbours.",
                "WITHIN_CHANNEL adds 1 instead of `k`, and elements beyond the edge count as 0.",
            ],
            differences: [
                .inPlaceGradient,
                .engine("lrn_param.engine"),
            ],
            field: "lrn_param",
            usage: "lrn_param { local_size: 5 alpha: 0.0001 beta: 0.75 }",
            bottoms: .exactly(1),
            tops: .exactly(1),
            inPlace: .beside,
            examples: [
                .init("", bottoms: [[2, 7, 3, 3]]),
                .init(
                    "lrn_param { local_size: 3 alpha: 2 beta: 0.5 k: 2 }",
                    bottoms: [[2, 4, 2, 2]]
                ),
                .init(
                    "lrn_param { local_size: 3 norm_region: WITHIN_CHANNEL }",
                    bottoms: [[2, 2, 5, 4]]
                ),
            ]
        )
    }

    /// k + alpha times the measure, for each element.
    private let scale = Memory(shape: [0])
    /// What each element adds to the gradient of its neighbours.
    private let ratio = Memory(shape: [0])

    private var fields: LRNParameter { parameter.lrnParam }
    private var size: Int { Int(fields.localSize) }
    private var isAcross: Bool { fields.normRegion == .acrossChannels }

    override var topUse: TopUse { .values }

    override func setUp(bottom: [Blob], top: [Blob]) throws {
        guard size % 2 == 1, size <= Int(Int32.max) else {
            throw error("local_size is an odd number, found \(size)", field: "lrn_param.local_size")
        }
    }

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        guard bottom[0].shape.axisCount == 4 else {
            throw error(
                "LRN takes a bottom of 4 axes, N x C x H x W; found the shape \(bottom[0].shape)"
            )
        }
        top[0].reshape(to: bottom[0].shape)
        scale.reshape(to: bottom[0].shape)
        ratio.reshape(to: bottom[0].shape)
    }

    /// alpha over the number of neighbours.
    private var weight: Float {
        fields.alpha / Float(isAcross ? size : size * size)
    }

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        let count = bottom[0].data.count(share)
        let x = bottom[0].data.read(nil, share)
        let y = top[0].data.write(nil, share)
        let scale = scale.write(nil, share)
        let (base, weight, beta) = (isAcross ? fields.k : 1, weight, fields.beta)
        for index in 0..<count { y[index] = x[index] * x[index] }
        sumNeighbours(y, scale, bottom[0].shape, share)
        for index in 0..<count {
            scale[index] = base + weight * scale[index]
            y[index] = x[index] * pow(scale[index], -beta)
        }
    }

    override func backward(top: [Blob], propagateDown: [Bool], bottom: [Blob], share: Share) throws
    {
        guard propagateDown[0] else { return }
        let count = bottom[0].data.count(share)
        let x = bottom[0].data.read(nil, share)
        let (y, dy) = (top[0].data.read(nil, share), top[0].diff.read(nil, share))
        let scale = scale.read(nil, share)
        let ratio = ratio.write(nil, share)
        let dx = bottom[0].diff.write(nil, share)
        let (weight, beta) = (weight, fields.beta)
        for index in 0..<count { ratio[index] = dy[index] * y[index] / scale[index] }
        sumNeighbours(ratio, dx, bottom[0].shape, share)
        for index in 0..<count {
            dx[index] =
                dy[index] * pow(scale[index], -beta) - 2 * weight * beta * x[index] * dx[index]
        }
    }

    /// target = the sum of the source over the neighbours of each element.
    private func sumNeighbours(
        _ source: UnsafePointer<Float>,
        _ target: UnsafeMutablePointer<Float>,
        _ shape: Shape,
        _ share: Share
    ) {
        let images = share.images(of: shape.images).count
        let (channels, height, width) = (shape[1], shape[2], shape[3])
        let area = height * width
        guard isAcross else {
            for start in stride(from: 0, to: images * channels * area, by: max(area, 1)) {
                sumWithin(source + start, target + start, height, width)
            }
            return
        }
        for image in 0..<images {
            let start = image * channels * area
            sumAlong(source + start, target + start, extent: channels, step: area, lines: area)
        }
    }

    /// Sums windows of an axis whose elements lie `step` apart, for lines that lie side by side.
    private func sumAlong(
        _ source: UnsafePointer<Float>,
        _ target: UnsafeMutablePointer<Float>,
        extent: Int,
        step: Int,
        lines: Int
    ) {
        let reach = size / 2
        for place in 0..<extent {
            let sum = target + place * step
            sum.update(repeating: 0, count: lines)
            for neighbour in max(place - reach, 0)..<min(place + reach + 1, extent) {
                let row = source + neighbour * step
                for line in 0..<lines { sum[line] += row[line] }
            }
        }
    }

    private func sumWithin(
        _ source: UnsafePointer<Float>,
        _ target: UnsafeMutablePointer<Float>,
        _ height: Int,
        _ width: Int
    ) {
        let reach = size / 2
        for row in 0..<height {
            for column in 0..<width {
                var sum: Float = 0
                for y in max(row - reach, 0)..<min(row + reach + 1, height) {
                    for x in max(column - reach, 0)..<min(column + reach + 1, width) {
                        sum += source[y * width + x]
                    }
                }
                target[row * width + column] = sum
            }
        }
    }
}
