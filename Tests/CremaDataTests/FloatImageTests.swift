import CremaData
import Testing

@Suite struct FloatImageTests {
    @Test func `an image becomes numbers from 0 to 1`() {
        let image = Image(width: 1, height: 1, channels: 3, pixels: [0, 51, 255])
        #expect(FloatImage(image).values == [0, 0.2, 1])
    }

    @Test func `grey weighs red, green and blue`() {
        let image = FloatImage(
            height: 1,
            width: 3,
            channels: 3,
            values: [1, 0, 0, 0, 1, 0, 0, 0, 1]
        )
        #expect(image.inGray.values == [0.2125, 0.7154, 0.0721])
    }

    @Test func `a slope stays a slope at another size`() {
        // Middles of 2 pixels lie at 0.5 and 2.5 of 4, those of 8 a quarter from each old one.
        let slope = FloatImage(height: 1, width: 4, channels: 1, values: [0, 1, 2, 3])
        #expect(slope.resized(height: 1, width: 2).values == [0.5, 2.5])
        #expect(
            slope.resized(height: 1, width: 8).values == [0, 0.25, 0.75, 1.25, 1.75, 2.25, 2.75, 3]
        )
        let column = FloatImage(height: 4, width: 1, channels: 1, values: [0, 1, 2, 3])
        #expect(column.resized(height: 2, width: 1).values == [0.5, 2.5])
    }

    @Test func `a part is cut out, and mirrored`() {
        let image = FloatImage(
            height: 2,
            width: 3,
            channels: 2,
            values: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
        )
        let part = image.cropped(top: 1, left: 1, height: 1, width: 2)
        #expect(part.values == [8, 9, 10, 11])
        let mirrored = image.cropped(top: 0, left: 0, height: 2, width: 2, mirrored: true)
        #expect(mirrored.values == [2, 3, 0, 1, 8, 9, 6, 7])
    }
}
