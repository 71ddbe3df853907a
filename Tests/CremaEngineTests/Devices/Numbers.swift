@testable import CremaEngine

/// Numbers of tests that look random and are the same each time, between -1 and 1.
struct Numbers {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> Float {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Float(state >> 40) / Float(1 << 23) - 1
    }

    mutating func array(_ count: Int) -> [Float] { (0..<count).map { _ in next() } }
}

/// The largest difference of two arrays, relative on a scale of at least 1; infinite where one is
/// not a number.
func difference(_ left: [Float], _ right: [Float]) -> Float {
    guard left.count == right.count else { return .infinity }
    return zip(left, right).reduce(0) { worst, pair in
        let relative = abs(pair.0 - pair.1) / max(1, abs(pair.0), abs(pair.1))
        return relative.isNaN ? .infinity : max(worst, relative)
    }
}

/// The sum of the products.
func dot(_ left: [Float], _ right: [Float]) -> Float {
    Float(zip(left, right).reduce(0.0) { $0 + Double($1.0) * Double($1.1) })
}
