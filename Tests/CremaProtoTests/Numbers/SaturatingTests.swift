import CremaProto
import Testing

@Suite struct SaturatingTests {
    @Test(arguments: [
        (2.9, 2), (-2.9, -2), (9.3e18, Int.max), (-9.3e18, .min), (1e308, .max), (.infinity, .max),
        (-.infinity, .min), (.nan, 0), (9_223_372_036_854_774_784, 9_223_372_036_854_774_784),
    ])
    func `converts any float to a whole number`(value: Double, whole: Int) {
        #expect(Int(saturating: value) == whole)
    }

    @Test func `converts any float to a number of any width`() {
        #expect(UInt8(saturating: Float(300)) == 255)
        #expect(UInt8(saturating: Float(-1)) == 0)
        #expect(Int32(saturating: 3e9) == .max)
        #expect(UInt64(saturating: -Double.infinity) == 0)
    }

    @Test func `stops at the ends of the range`() {
        #expect(Int.max.addingSaturated(1) == .max)
        #expect(Int.min.addingSaturated(-1) == .min)
        #expect(Int.max.addingSaturated(.min) == -1)
        #expect(Int.max.multipliedSaturated(by: 2) == .max)
        #expect(Int.max.multipliedSaturated(by: -2) == .min)
        #expect(Int.min.multipliedSaturated(by: -1) == .max)
        #expect(Int.min.multipliedSaturated(by: 2) == .min)
    }

    @Test func `rounds a quotient up without a sum that does not fit`() {
        #expect(Int.max.dividedRoundingUp(by: 2) == Int.max / 2 + 1)
        #expect(10.dividedRoundingUp(by: 5) == 2)
        #expect(11.dividedRoundingUp(by: 5) == 3)
        #expect(0.dividedRoundingUp(by: 5) == 0)
    }

    @Test func `makes no range whose ends cross`() {
        #expect(ClosedRange(from: 3, upTo: 5) == 3...5)
        #expect(ClosedRange(from: 5, upTo: 3) == 5...5)
    }

    @Test func `a product of extents that overflows is nil`() {
        #expect([2, 3, 4].checkedProduct() == 24)
        #expect([Int]().checkedProduct() == 1)
        #expect([1 << 40, 0].checkedProduct() == 0)
        #expect([2, -1].checkedProduct() == nil)
        #expect([1 << 40, 1 << 40].checkedProduct() == nil)
        #expect([0, 1 << 40, 1 << 40].checkedProduct() == nil)
    }
}
