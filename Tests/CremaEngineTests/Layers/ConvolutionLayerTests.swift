import CremaProto
import Testing

@testable import CremaEngine

@Suite struct ConvolutionLayerTests {
    /// A layer whose weights are given, over a first bottom that is filled.
    private func make(
        _ type: String,
        _ fields: String,
        _ bottom: Shape,
        _ values: [Float],
        weights: [Float]
    ) throws -> LayerText {
        let text = try LayerText(
            "type: \"\(type)\" convolution_param { \(fields) }",
            bottoms: [bottom]
        )
        _ = text.layer.blobs[0].data.write().update(fromContentsOf: weights)
        text.fill(0, values)
        return text
    }

    /// Numbers without a pattern.
    private func numbers(_ count: Int) -> [Float] { (0..<count).map { Float($0 * 31 % 17) - 8 } }

    // Caffe's own case: no spatial axes, so that each place has an inner product of its own.
    @Test(arguments: [3, -1]) func `is an inner product where no axis is spatial`(axis: Int) throws
    {
        let shape: Shape = [2, 3, 2, 4]
        let text = try make(
            "Convolution",
            "num_output: 3 axis: \(axis) bias_filler { value: 0.5 }",
            shape,
            numbers(shape.count),
            weights: numbers(12)
        )
        #expect(text.layer.blobs.map(\.shape) == [[3, 4], [3]])
        let found = try text.forward()
        #expect(text.tops[0].shape == [2, 3, 2, 3])
        let (x, w) = (numbers(shape.count), numbers(12))
        for place in 0..<12 {
            for output in 0..<3 {
                let sum = (0..<4).reduce(0.5) { $0 + x[place * 4 + $1] * w[output * 4 + $1] }
                #expect(found[place * 3 + output] == sum)
            }
        }
    }

    // The kernel of Sobel is one of columns after one of rows.
    @Test func `convolves as two convolutions of a separable kernel`() throws {
        let shape: Shape = [2, 3, 6, 4]
        let whole = try make(
            "Convolution",
            "num_output: 1 kernel_size: 3 stride: 2 bias_term: false",
            shape,
            numbers(shape.count),
            weights: (0..<3).flatMap { _ in [-1, 0, 1, -2, 0, 2, -1, 0, 1] as [Float] }
        )
        let columns = try make(
            "Convolution",
            "num_output: 1 kernel_h: 3 kernel_w: 1 stride_h: 2 stride_w: 1 bias_term: false",
            shape,
            numbers(shape.count),
            weights: (0..<3).flatMap { _ in [1, 2, 1] as [Float] }
        )
        let between = try columns.forward()
        let rows = try make(
            "Convolution",
            "num_output: 1 kernel_h: 1 kernel_w: 3 stride_h: 1 stride_w: 2 bias_term: false",
            columns.tops[0].shape,
            between,
            weights: [-1, 0, 1]
        )
        #expect(try rows.forward() == whole.forward())
        #expect(rows.tops[0].shape == whole.tops[0].shape)
    }

    @Test(arguments: ["Convolution", "Deconvolution", "Im2col"])
    func `computes the same with force_nd_im2col`(type: String) throws {
        let shape: Shape = [2, 2, 5, 4]
        let fields = "num_output: 2 kernel_size: 3 stride: 2 pad: 1"
        let tops = try ["", "force_nd_im2col: true"].map { extra in
            let text = try LayerText(
                "type: \"\(type)\" convolution_param { \(fields) \(extra) }",
                bottoms: [shape]
            )
            for blob in text.layer.blobs.prefix(1) {
                _ = blob.data.write().update(fromContentsOf: numbers(blob.count))
            }
            text.fill(0, numbers(shape.count))
            return try text.forward()
        }
        #expect(tops[0] == tops[1] && tops[0].contains { $0 != 0 })
    }

    // Caffe's own case: one input everywhere, two where kernels meet, four
    // where two meet both ways.
    @Test func `adds up kernels where they overlap, and the bias once`() throws {
        let text = try LayerText(
            "type: \"Deconvolution\" convolution_param { num_output: 4 kernel_size: 3 stride: 2 "
                + "weight_filler { value: 1 } bias_filler { value: 0.1 } }",
            bottoms: [[2, 3, 6, 4]]
        )
        text.fill(0, Array(repeating: 1, count: 144))
        let found = try text.forward()
        #expect(text.tops[0].shape == [2, 4, 13, 9])
        for (index, value) in found.enumerated() {
            let (row, column) = (index / 9 % 13, index % 9)
            let meetsRow = row % 2 == 0 && row > 0 && row < 12
            let meetsColumn = column % 2 == 0 && column > 0 && column < 8
            let wanted: Float =
                3.1 + (meetsRow && meetsColumn ? 9 : meetsRow || meetsColumn ? 3 : 0)
            #expect(abs(value - wanted) < 1e-4)
        }
    }

    @Test func `multiplies by the weights or by their transpose`() throws {
        let plain = try LayerText(
            "type: \"InnerProduct\" inner_product_param { num_output: 2 axis: -1 }",
            bottoms: [[2, 3]]
        )
        let turned = try LayerText(
            "type: \"InnerProduct\" inner_product_param { num_output: 2 transpose: true }",
            bottoms: [[2, 3]]
        )
        #expect(turned.layer.blobs[0].shape == [3, 2])
        _ = plain.layer.blobs[0].data.write().update(fromContentsOf: [1, 2, 3, 4, 5, 6])
        _ = turned.layer.blobs[0].data.write().update(fromContentsOf: [1, 4, 2, 5, 3, 6])
        for text in [plain, turned] {
            text.fill(0, [1, 0, 2, -1, 1, 0])
            #expect(try text.forward() == [7, 16, 1, 1])
        }
    }
}
