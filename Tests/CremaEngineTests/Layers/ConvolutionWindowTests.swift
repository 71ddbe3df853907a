import Testing

@testable import CremaEngine

@Suite struct ConvolutionWindowTests {
    private func said(_ fields: String, _ bottom: Shape = [1, 4, 5, 5]) -> String? {
        message {
            _ = try LayerText(
                "type: \"Convolution\" convolution_param { \(fields) }",
                bottoms: [bottom]
            )
        }
    }

    @Test(arguments: [
        ("kernel_size: 3", [1, 2, 3, 3]),
        ("kernel_size: 3 kernel_size: 2", [1, 2, 3, 4]),
        ("kernel_h: 2 kernel_w: 3 stride_h: 2 stride_w: 1", [1, 2, 2, 3]),
        ("kernel_size: 3 pad_h: 1", [1, 2, 5, 3]),
        ("kernel_size: 2 dilation: 3", [1, 2, 2, 2]),
    ])
    func `computes the size of the top`(fields: String, shape: [Int]) throws {
        let text = try LayerText(
            "type: \"Convolution\" convolution_param { num_output: 2 \(fields) }",
            bottoms: [[1, 4, 5, 5]]
        )
        #expect(text.tops[0].shape.dims == shape)
    }

    @Test(arguments: [
        ("num_output: 2", "kernel_size is given once"),
        ("kernel_size: 3", "num_output is from 1"),
        ("num_output: 2 kernel_size: 0", "kernel_size is at least 1"),
        ("num_output: 2 kernel_h: 3", "kernel_h and kernel_w go together"),
        ("num_output: 2 kernel_size: 3 stride_h: 2", "stride_h and stride_w go together"),
        ("num_output: 2 kernel_size: 3 kernel_h: 3 kernel_w: 3", "found both"),
        (
            "num_output: 2 kernel_size: 3 stride: 1 stride: 1 stride: 1",
            "each of the 2 spatial axes"
        ),
        ("num_output: 2 kernel_size: 3 group: 3", "group divides"),
        ("num_output: 2 kernel_size: 6", "the window spans 6, which is more than the 5"),
        ("num_output: 2 kernel_size: 3 axis: 4", "axis 4 is not one of the bottom's"),
        ("num_output: 4000000000 kernel_size: 3", "num_output is from 1 to 2147483647"),
        (
            "num_output: 2 kernel_size: 2147483647 dilation: 2147483647",
            "more than the 2147483647 elements"
        ),
    ])
    func `refuses fields that make no sense`(fields: String, says: String) {
        let said = said(fields)
        #expect(
            said?.hasPrefix("layer \"L\": ") == true && said?.contains(says) == true,
            "\(said ?? "")"
        )
    }

    @Test func `needs a list if there are not two spatial axes`() {
        #expect(
            said("num_output: 2 kernel_h: 2 kernel_w: 2", [1, 4, 5])?.contains(
                "give kernel_size instead"
            )
                == true
        )
    }
}
