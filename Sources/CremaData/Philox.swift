import Glibc

/// Random numbers by counter: Philox4x32-10 of Salmon et al., "Parallel random numbers: as easy as
/// 1, 2, 3" (2011).
///
/// The same seed, stream and counter give the same numbers to any caller, in any order, so a
/// dropout mask does not depend on how a batch is dealt over threads, and nothing needs saving to
/// resume a run.
@frozen
public struct Philox: Sendable, Equatable {
    @usableFromInline let key: SIMD2<UInt32>

    /// The generator of a raw key, as in the published test vectors.
    @inlinable
    public init(key: SIMD2<UInt32>) {
        self.key = key
    }

    /// The generator of a run's seed and of one use of it (see `stream(named:)`).
    @inlinable
    public init(seed: UInt64, stream: UInt64) {
        let mixed = Self.mix(Self.mix(seed) ^ stream)
        key = SIMD2(UInt32(truncatingIfNeeded: mixed), UInt32(truncatingIfNeeded: mixed >> 32))
    }

    /// The stream of a name, such as a layer's: its 64-bit FNV-1a hash.
    public static func stream(named name: String) -> UInt64 {
        name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }

    /// The four words of a counter.
    @inlinable
    public func block(_ counter: SIMD4<UInt32>) -> SIMD4<UInt32> {
        var c = counter
        var k = key
        for _ in 0..<10 {
            let even = UInt64(c.x) &* 0xD251_1F53
            let odd = UInt64(c.z) &* 0xCD9E_8D57
            c = SIMD4(
                UInt32(truncatingIfNeeded: odd >> 32) ^ c.y ^ k.x,
                UInt32(truncatingIfNeeded: odd),
                UInt32(truncatingIfNeeded: even >> 32) ^ c.w ^ k.y,
                UInt32(truncatingIfNeeded: even)
            )
            k &+= SIMD2(0x9E37_79B9, 0xBB67_AE85)
        }
        return c
    }

    /// The numbers of one element (an image, say) of one iteration, as a sequence without end.
    @inlinable
    public func sequence(iteration: Int, element: Int) -> PhiloxSequence {
        PhiloxSequence(self, iteration: iteration, element: element)
    }

    /// A finaliser that spreads every bit of its input over all bits (that of SplitMix64).
    @inlinable
    static func mix(_ value: UInt64) -> UInt64 {
        var z = value &+ 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

// Whole arrays: the number of element `i` depends on `i` alone, not on where a share begins.
extension Philox {
    /// Floats in `[0, 1)`, evenly spread, for the elements `first ..< first + count`.
    @inlinable
    public func fillUniform(
        _ out: UnsafeMutableBufferPointer<Float>,
        iteration: Int,
        from first: Int = 0
    ) {
        forEachWord(count: out.count, iteration: iteration, from: first) {
            out[$0] = Self.unitFloat($1)
        }
    }

    /// Floats with mean 0 and deviation 1, normally spread (Box-Muller), for the elements
    /// `first ..< first + count`.
    public func fillGaussian(
        _ out: UnsafeMutableBufferPointer<Float>,
        iteration: Int,
        from first: Int = 0
    ) {
        for i in 0..<out.count {
            let element = first + i
            let words = block(Self.counter(iteration: iteration, block: element >> 1))
            // 1 - u lies in (0, 1], so that the logarithm is finite.
            let radius = (-2 * log(1 - Self.unitFloat(words.x))).squareRoot()
            let angle = 2 * Float.pi * Self.unitFloat(words.y)
            out[i] = radius * (element & 1 == 0 ? cos(angle) : sin(angle))
        }
    }

    /// A float in `[0, 1)` from the upper 24 bits of a word.
    @inlinable
    public static func unitFloat(_ word: UInt32) -> Float {
        Float(word >> 8) * 0x1p-24
    }

    @inlinable
    func forEachWord(
        count: Int,
        iteration: Int,
        from first: Int,
        _ body: (Int, UInt32) -> Void
    ) {
        var i = 0
        while i < count {
            let words = block(Self.counter(iteration: iteration, block: (first + i) >> 2))
            var lane = (first + i) & 3
            while lane < 4 && i < count {
                body(i, words[lane])
                lane += 1
                i += 1
            }
        }
    }

    @inlinable
    static func counter(iteration: Int, block: Int) -> SIMD4<UInt32> {
        SIMD4(
            UInt32(truncatingIfNeeded: iteration),
            UInt32(truncatingIfNeeded: block),
            0,
            UInt32(truncatingIfNeeded: block >> 32)
        )
    }
}

/// The numbers of one element of one iteration, drawn one after the other.
@frozen
public struct PhiloxSequence: RandomNumberGenerator, Sendable {
    @usableFromInline let philox: Philox
    @usableFromInline var counter: SIMD4<UInt32>
    @usableFromInline var words: SIMD4<UInt32>
    @usableFromInline var used = 4

    @inlinable
    init(_ philox: Philox, iteration: Int, element: Int) {
        self.philox = philox
        counter = SIMD4(
            UInt32(truncatingIfNeeded: iteration),
            UInt32(truncatingIfNeeded: element),
            0,
            0
        )
        words = .zero
    }

    /// The next word.
    @inlinable
    public mutating func nextWord() -> UInt32 {
        if used == 4 {
            words = philox.block(counter)
            counter.z &+= 1
            used = 0
        }
        defer { used += 1 }
        return words[used]
    }

    /// The next two words as one.
    @inlinable
    public mutating func next() -> UInt64 {
        let low = nextWord()
        return UInt64(nextWord()) << 32 | UInt64(low)
    }

    /// The next float in `[0, 1)`.
    @inlinable
    public mutating func nextUniform() -> Float {
        Philox.unitFloat(nextWord())
    }

    /// The next integer in `0 ..< bound`; `bound` is from 1 to 2^32.
    @inlinable
    public mutating func nextIndex(below bound: Int) -> Int {
        precondition(bound > 0 && bound <= 1 << 32, "a bound is from 1 to 2^32")
        return Int((UInt64(nextWord()) * UInt64(bound)) >> 32)
    }

    /// Puts an array into an order drawn at random (Fisher-Yates).
    public mutating func shuffle<T>(_ array: inout [T]) {
        for i in stride(from: array.count - 1, to: 0, by: -1) {
            array.swapAt(i, nextIndex(below: i + 1))
        }
    }
}
