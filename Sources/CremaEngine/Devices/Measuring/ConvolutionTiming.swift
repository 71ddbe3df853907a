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
        let trial = ConvolutionTrial(self, operation)
        return try withExtendedLifetime(trial) {
            var seconds = 0.0
            for pass in trial.passes where seconds < limit { seconds += try shortest(pass) }
            return seconds
        }
    }
}

/// Memory for a convolution to be timed on, full of zeros.
private struct ConvolutionTrial {
    /// What is timed.
    private(set) var passes: [() throws -> Void] = []
    private let memories: [Memory]

    init(_ geometry: ConvolutionGeometry, _ operation: any ConvolutionOperation) {
        let images = geometry.images
        let target = Shape([images, geometry.outputs] + geometry.outputSize)
        let shapes = [
            Shape([images, geometry.channels] + geometry.size), target,
            Shape([geometry.outputs, geometry.channels / geometry.groups] + geometry.kernel),
            [geometry.outputs],
        ]
        memories = (shapes + shapes).map { Memory(shape: $0) }
        let layouts = [
            operation.sourceLayout, operation.targetLayout, operation.weightsLayout, nil,
        ]
        let numbers = zip(memories, layouts + layouts).map { $0.write($1, .whole) }
        let (x, y, w) = (numbers[0], numbers[1], numbers[2])
        let (dx, dy, dw) = (numbers[4], numbers[5], numbers[6])
        let (b, db) = geometry.hasBias ? (numbers[3], numbers[7]) : (nil, nil)
        passes.append { try operation.forward(x: x, w: w, b: b, y: y, images: images) }
        if geometry.needsBackward {
            passes.append {
                try operation.backwardWeights(x: x, dy: dy, dw: dw, db: db, images: images)
            }
        }
        if geometry.needsBackwardData {
            passes.append { try operation.backwardData(dy: dy, w: w, dx: dx, images: images) }
        }
        // A padded order is seldom its neighbours' too, so a reorder there and back is part of its
        // price.
        if let layout = operation.targetLayout, layout.isPadded(target) {
            let plain = memories[1].write(nil, .whole)
            passes.append {
                layout.unpack(y, into: plain, shape: target, images: images)
                layout.pack(plain, into: y, shape: target, images: images)
            }
        }
    }
}

/// The shortest of a few runs, more of them the shorter they are.
private func shortest(_ run: () throws -> Void) throws -> Double {
    var (best, spent, runs) = (Double.infinity, 0.0, 0)
    // The first run finds nothing in the caches, so one alone is not enough, unless it is long.
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
