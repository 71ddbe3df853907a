import CremaProto
import Testing

@testable import CremaEngine

@Suite struct DropoutLayerTests {
    private func makeLayer(clock: Clock = Clock()) throws -> LayerText {
        let text = try LayerText(
            "type: \"Dropout\" dropout_param { dropout_ratio: 0.25 }",
            bottoms: [[10, 400]],
            clock: clock
        )
        text.fill(0, Array(repeating: 1, count: 4000))
        return text
    }

    @Test func `drops the configured share and keeps the mean`() throws {
        let values = try makeLayer().forward()
        let dropped = values.filter { $0 == 0 }.count
        #expect((900...1100).contains(dropped))
        #expect(values.allSatisfy { $0 == 0 || abs($0 - 4 / 3) < 1e-6 })
    }

    @Test func `draws the same mask however the batch is split`() throws {
        let whole = try makeLayer().forward()
        let dealt = try makeLayer()
        for index in [2, 0, 1] { try dealt.forward(share: Share(index: index, of: 3)) }
        #expect(Array(dealt.tops[0].data.read()) == whole)
    }

    @Test func `draws another mask in another iteration, pass or run`() throws {
        let clock = Clock()
        let layer = try makeLayer(clock: clock)
        let first = try layer.forward()
        #expect(try layer.forward() == first)
        clock.pass = 1
        let second = try layer.forward()
        clock.iteration = 1
        let third = try layer.forward()
        let other = try makeLayer(clock: Clock(seed: 2)).forward()
        #expect(Set([first, second, third, other]).count == 4)
    }

    @Test func `lets everything through when testing`() throws {
        let text = try LayerText("type: \"Dropout\"", bottoms: [[3]], phase: .test)
        text.fill(0, [1, -2, 3])
        #expect(try text.forward() == [1, -2, 3])
    }

    @Test func `refuses to drop everything`() {
        let said = message {
            _ = try LayerText(
                "type: \"Dropout\" dropout_param { dropout_ratio: 1 }",
                bottoms: [[3]]
            )
        }
        #expect(said == "layer \"L\": dropout_ratio is from 0 to below 1, found 1.0")
    }
}
