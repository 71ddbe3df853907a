import CremaEngine
import Glibc

// A layer in Python that writes NaN is stopped there and then, not where a loss shows it.
// A number to look at, from which nothing is learned, may be NaN: 0 / 0 is what some
// measures are of some batches.
extension PythonLayer {
    /// Whether NaN in a top is an error of the layer; `CREMA_NAN_CHECK=0` lets it pass.
    static let refusesNaN = getenv("CREMA_NAN_CHECK").map { String(cString: $0) } != "0"

    /// What to say of the first NaN in the tops that a loss or a parameter depends on, or nil.
    ///
    /// One in another top is reported once.
    func nanWritten(into tops: [Blob]) -> String? {
        for (index, top) in tops.enumerated() {
            let matters = index >= topsMatter.count || topsMatter[index]
            guard matters || !hasToldOfNaN, let place = placeOfNaN(in: top) else { continue }
            let found = "it wrote NaN into top[\(index)].data[\(place)]"
            if matters { return "\(found) (CREMA_NAN_CHECK=0 lets it pass)" }
            hasToldOfNaN = true
            RunReport.tell(
                title: "Layer \"\(name)\" wrote NaN",
                "\(found). Nothing is learned from that number, so the run continues; its curve "
                    + "has a gap there.",
                file: ""
            )
        }
        return nil
    }

    private func placeOfNaN(in top: Blob) -> String? {
        let floats = top.data.read()
        guard sum(floats).isNaN, let first = floats.firstIndex(where: \.isNaN) else { return nil }
        let place = place(of: first, in: top.shape).map(String.init).joined(separator: ", ")
        return place.isEmpty ? "()" : place
    }

    private func place(of element: Int, in shape: Shape) -> [Int] {
        var (rest, place) = (element, [Int]())
        for extent in shape.dims.reversed() {
            place.insert(rest % extent, at: 0)
            rest /= extent
        }
        return place
    }
}

/// The sum of the numbers, in whatever order is the fastest: NaN if one of them is, and seldom else
/// (infinity less infinity).
private func sum(_ floats: UnsafeBufferPointer<Float>) -> Float {
    typealias Lanes = SIMD16<Float>
    guard let base = floats.baseAddress else { return 0 }
    func lanes(_ block: Int) -> Lanes {
        UnsafeRawPointer(base).loadUnaligned(
            fromByteOffset: block * MemoryLayout<Lanes>.size,
            as: Lanes.self
        )
    }
    // Two sums, as each addition waits for the one before it.
    var sums = (Lanes.zero, Lanes.zero)
    let pairs = floats.count / (2 * Lanes.scalarCount)
    for pair in 0..<pairs {
        sums.0 += lanes(2 * pair)
        sums.1 += lanes(2 * pair + 1)
    }
    let rest = floats[(pairs * 2 * Lanes.scalarCount)...].reduce(0, +)
    return (sums.0 + sums.1).sum() + rest
}
