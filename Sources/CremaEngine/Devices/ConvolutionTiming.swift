import Glibc

/// How long convolutions take on this machine.
extension ConvolutionGeometry {
    /// The same with fewer images where they are more than so many multiplications and additions:
    /// the rate does not depend on their number, and a choice should not take long.
    func cut(toWork limit: Double) -> ConvolutionGeometry {
        let weights = outputs * (channels / groups) * kernel.reduce(1, *)
        let work = 2 * Double(weights * outputSize.reduce(1, *))
        var copy = self
        copy.images = max(1, min(images, Int(limit / max(work, 1))))
        return copy
    }

    /// The seconds that the needed passes take together; it stops where they are more than the
    /// limit.
    func seconds(of operation: any ConvolutionOperation, limit: Double) throws -> Double {
        let memories = (0 ..< 2).map { _ in
            (
                source: Memory(shape: Shape([images, channels] + size)),
                target: Memory(shape: Shape([images, outputs] + outputSize)),
                weights: Memory(shape: Shape([outputs, channels / groups] + kernel)),
                bias: Memory(shape: [outputs])
            )
        }
        return try withExtendedLifetime(memories) {
            let (value, gradient) = (memories[0], memories[1])
            let x = value.source.read(operation.sourceLayout, .whole)
            let w = value.weights.read(operation.weightsLayout, .whole)
            let b = hasBias ? value.bias.read(nil, .whole) : nil
            let dy = gradient.target.read(operation.targetLayout, .whole)
            let y = value.target.write(operation.targetLayout, .whole)
            let dx = gradient.source.write(operation.sourceLayout, .whole)
            let dw = gradient.weights.write(operation.weightsLayout, .whole)
            let db = hasBias ? gradient.bias.write(nil, .whole) : nil
            var seconds = try shortest {
                try operation.forward(x: x, w: w, b: b, y: y, images: images)
            }
            if needsBackward, seconds < limit {
                seconds += try shortest {
                    try operation.backwardWeights(x: x, dy: dy, dw: dw, db: db, images: images)
                }
            }
            if needsBackwardData, seconds < limit {
                seconds += try shortest {
                    try operation.backwardData(dy: dy, w: w, dx: dx, images: images)
                }
            }
            return seconds
        }
    }
}

/// The shortest of a few runs, more of them the shorter they are.
private func shortest(_ run: () throws -> Void) throws -> Double {
    var (best, spent, runs) = (Double.infinity, 0.0, 0)
    while runs < 2 || (spent < 0.008 && runs < 20) {
        let start = threadSeconds()
        try run()
        let seconds = threadSeconds() - start
        (best, spent, runs) = (min(best, seconds), spent + seconds, runs + 1)
        if spent > 0.05 { break }
    }
    return best
}

/// What this thread has computed so far, which a busy neighbour does not change.
private func threadSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}
