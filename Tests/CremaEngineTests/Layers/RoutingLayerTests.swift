import Testing

@testable import CremaEngine

@Suite struct RoutingLayerTests {
    @Test(arguments: [
        ("shape { dim: 0 dim: -1 dim: 2 }", [2, 6, 2]),
        ("shape { dim: -1 }", [24]),
        ("shape { dim: 3 dim: -1 } axis: 1", [2, 3, 4]),
        ("shape { dim: 1 } axis: -1 num_axes: 0", [2, 3, 4, 1]),
        ("shape { dim: 12 } axis: 1 num_axes: 2", [2, 12]),
    ])
    func `reshapes by Caffe's rules`(fields: String, wanted: [Int]) throws {
        let text = try LayerText(
            "type: \"Reshape\" reshape_param { \(fields) }",
            bottoms: [[2, 3, 4]]
        )
        #expect(text.tops[0].shape.dims == wanted)
    }

    @Test(arguments: [
        ("Reshape", "reshape_param { shape { dim: 5 dim: -1 } }", "does not hold the 24 elements"),
        ("Reshape", "reshape_param { shape { dim: -1 dim: -1 } }", "only one dim may be -1"),
        ("Reshape", "reshape_param { shape { dim: 1 } num_axes: 9 }", "num_axes is from -1"),
        ("Flatten", "flatten_param { axis: 2 end_axis: 1 }", "end_axis is not before axis"),
        (
            "Slice", "slice_param { axis: 1 slice_point: 3 } top: \"a\" top: \"b\"",
            "slice_points rise"
        ),
        ("Tile", "", "tiles is at least 1"),
        ("Reduction", "reduction_param { axis: 3 }", "axis 3 is not one of the bottom's"),
        ("ArgMax", "argmax_param { top_k: 13 }", "top_k is from 1 to the 12 elements"),
        ("Scale", "scale_param { axis: 1 num_axes: 3 }", "num_axes is from -1 to 2"),
        ("LRN", "", "LRN takes a bottom of 4 axes"),
        ("Clip", "clip_param { min: 1 }", "clip_param needs min and max"),
    ])
    func `refuses fields that make no sense`(type: String, fields: String, says: String) {
        let said = message {
            _ = try LayerText(
                "type: \"\(type)\" \(fields)",
                bottoms: [[2, 3, 4]],
                tops: type == "Slice" ? 2 : 1
            )
        }
        #expect(said?.contains(says) == true, "\(said ?? "nothing")")
    }

    @Test func `puts the later of equal elements first`() throws {
        let text = try LayerText(
            "type: \"ArgMax\" argmax_param { top_k: 3 }",
            bottoms: [[1, 4]]
        )
        text.fill(0, [5, 7, 5, 7])
        #expect(try text.forward() == [3, 1, 2])
    }

    @Test func `keeps no item where the selector marks none`() throws {
        let text = try LayerText("type: \"Filter\"", bottoms: [[3, 2], [3]])
        #expect(text.tops[0].shape == [3, 2])
        text.fill(1, [0, 0, 0])
        #expect(try text.forward() == [])
        text.fill(0, [1, 2, 3, 4, 5, 6])
        text.fill(1, [0, 1, 1])
        #expect(try text.forward() == [3, 4, 5, 6])
    }

    @Test func `names the index of an item that does not exist`() throws {
        let text = try LayerText("type: \"BatchReindex\"", bottoms: [[3, 2], [2]])
        text.fill(1, [0, 3])
        #expect(message { try text.forward() }?.contains("no item 3.0 in a batch of 3") == true)
    }

    @Test func `accepts one shape for all inputs, or one for each`() throws {
        let shape = "shape { dim: 2 dim: 3 }"
        let one = try LayerText("type: \"Input\" input_param { \(shape) }", tops: 2)
        #expect(one.tops.map(\.shape) == [[2, 3], [2, 3]])
        let said = message {
            _ = try LayerText("type: \"Input\" input_param { \(shape) \(shape) }", tops: 3)
        }
        #expect(said?.contains("once for each of the 3, found it 2 times") == true)
        #expect(
            message {
                _ = try LayerText("type: \"Input\" input_param { shape { dim: -1 } }")
            }?.contains("not be negative") == true
        )
    }

    @Test func `fills constants once and random numbers in each pass`() throws {
        let text = try LayerText(
            "type: \"DummyData\" dummy_data_param { shape { dim: 3 } data_filler { value: 2 } "
                + "data_filler { type: \"gaussian\" } }",
            tops: 2
        )
        #expect(Array(text.tops[0].data.read()) == [2, 2, 2])
        text.tops[0].data.write()[0] = 7
        try text.forward()
        let first = Array(text.tops[1].data.read())
        try text.forward()
        #expect(text.tops[0].data.read()[0] == 7)
        #expect(Array(text.tops[1].data.read()) != first)
    }

    private func counting(_ text: String, _ shape: Shape, tops: Int = 1) throws -> LayerText {
        let text = try LayerText(text, bottoms: [shape], tops: tops)
        text.fill(0, (0..<shape.count).map(Float.init))
        return text
    }

    @Test func `slices along the channels and along the batch`() throws {
        let channels = try counting(
            "type: \"Slice\" slice_param { slice_point: 1 }",
            [2, 3, 2],
            tops: 2
        )
        #expect(try channels.forward() == [0, 1, 6, 7])
        #expect(Array(channels.tops[1].data.read()) == [2, 3, 4, 5, 8, 9, 10, 11])
        let batch = try counting("type: \"Slice\" slice_param { slice_dim: 0 }", [4, 2], tops: 2)
        #expect(try batch.forward() == [0, 1, 2, 3])
        #expect(Array(batch.tops[1].data.read()) == [4, 5, 6, 7])
    }

    @Test func `joins along an old concat_dim as along an axis`() throws {
        for field in ["axis: 1", "axis: -1", "concat_dim: 1"] {
            let text = try LayerText(
                "type: \"Concat\" concat_param { \(field) }",
                bottoms: [[2, 1], [2, 2]]
            )
            text.fill(0, [1, 2])
            text.fill(1, [3, 4, 5, 6])
            #expect(try text.forward() == [1, 3, 4, 2, 5, 6])
        }
    }

    @Test(arguments: [
        ("Concat", "concat_param { axis: 1 concat_dim: 1 }", "either axis or concat_dim"),
        ("Concat", "concat_param { concat_dim: 4294967295 }", "axis 2147483647 is not one"),
        ("Slice", "slice_param { axis: 1 slice_dim: 1 }", "either axis or slice_dim"),
        ("Eltwise", "eltwise_param { operation: PROD coeff: 1 coeff: 1 }", "coeff is for"),
        ("Eltwise", "eltwise_param { coeff: 1 }", "coeff is given for each of the 2 bottoms"),
        ("Crop", "crop_param { offset: 3 }", "does not fit into the 4 of axis 2"),
        ("Crop", "crop_param { axis: -1 offset: 1 offset: 1 }", "each of the 1 cropped axes"),
    ])
    func `refuses fields that do not go together`(type: String, fields: String, says: String) {
        let said = message {
            _ = try LayerText(
                "type: \"\(type)\" \(fields)",
                bottoms: type == "Slice" ? [[2, 3, 4]] : [[2, 3, 4, 5], [2, 3, 4, 5]]
            )
        }
        #expect(said?.contains(says) == true, "\(said ?? "nothing")")
    }

    @Test func `crops at an offset for each axis, or one for all`() throws {
        for (fields, wanted): (String, [Float]) in [
            ("offset: 1 offset: 2", [6, 7]), ("offset: 1", [5, 6]), ("axis: -2 offset: 0", [0, 1]),
        ] {
            let text = try LayerText(
                "type: \"Crop\" crop_param { \(fields) }",
                bottoms: [[1, 1, 2, 4], [1, 1, 1, 2]]
            )
            text.fill(0, (0..<8).map(Float.init))
            #expect(try text.forward() == wanted)
        }
    }

    @Test func `repeats blockwise along an axis`() throws {
        let rows = try counting("type: \"Tile\" tile_param { tiles: 2 axis: 1 }", [2, 1, 2])
        #expect(try rows.forward() == [0, 1, 0, 1, 2, 3, 2, 3])
        let last = try counting("type: \"Tile\" tile_param { tiles: 2 axis: -1 }", [1, 2, 1])
        #expect(try last.forward() == [0, 0, 1, 1])
    }

    @Test(arguments: [
        ("", [1, 1, 1]), ("top_k: 2", [1, 1, 2]), ("out_max_val: true top_k: 2", [1, 2, 2]),
    ])
    func `returns the indices of the largest values of an item`(fields: String, shape: [Int]) throws
    {
        let text = try LayerText("type: \"ArgMax\" argmax_param { \(fields) }", bottoms: [[1, 5]])
        text.fill(0, [1, 9, 3, 9, 2])
        let found = try text.forward()
        #expect(text.tops[0].shape.dims == shape)
        #expect(found == Array([3, 1, 9, 9].prefix(shape[2])) + (shape[1] == 2 ? [9, 9] : []))
    }

    @Test func `returns the indices of the largest values along an axis, or the values`() throws {
        for (fields, wanted): (String, [Float]) in [
            ("axis: 1", [1, 0]), ("axis: -2 out_max_val: true", [3, 5]),
        ] {
            let text = try LayerText(
                "type: \"ArgMax\" argmax_param { \(fields) }",
                bottoms: [[1, 2, 2]]
            )
            text.fill(0, [1, 5, 3, 4])
            #expect(try text.forward() == wanted)
            #expect(text.tops[0].shape == [1, 1, 2])
        }
    }

    @Test func `takes the second of two equal maxima, but the first of later ones`() throws {
        let text = try LayerText(
            "type: \"Eltwise\" eltwise_param { operation: MAX coeff: 2 coeff: 2 coeff: 2 }",
            bottoms: [[1, 2], [1, 2], [1, 2]]
        )
        text.fill(0, [4, 1])
        text.fill(1, [4, 7])
        text.fill(2, [4, 7])
        #expect(try text.forward() == [4, 7])
        _ = text.tops[0].diff.write().update(fromContentsOf: [1, 2])
        try text.layer.backward(
            top: text.tops,
            propagateDown: [true, true, true],
            bottom: text.bottoms,
            share: .whole
        )
        #expect(text.bottoms.map { Array($0.diff.read()) } == [[0, 0], [1, 2], [0, 0]])
    }

    @Test(arguments: ["Scale", "Bias"])
    func `broadcasts a number over a bottom of any axes`(type: String) throws {
        let text = try LayerText("type: \"\(type)\"", bottoms: [[3], []])
        text.fill(0, [1, 2, 3])
        text.fill(1, [10])
        #expect(try text.forward() == (type == "Scale" ? [10, 20, 30] : [11, 12, 13]))
    }

    @Test func `refuses factors that outgrow their biases`() throws {
        let text = try LayerText(
            "type: \"Scale\" scale_param { axis: 0 bias_term: true }",
            bottoms: [[2, 3], [2]]
        )
        try text.forward()
        text.bottoms[0].reshape(to: [4, 3])
        text.bottoms[1].reshape(to: [4])
        #expect(message { try text.forward() }?.contains("factors of the shape 2 (2)") == true)
    }

    // Caffe's own shapes.
    @Test(arguments: [
        (3, [2, 3, 9, 8], [2, 63]), (5, [4, 3, 1024, 765], [4, 1023]),
        (3, [10, 3, 7, 7], [10, 63]),
        (1, [2, 3, 9, 8], [2, 3, 1, 1]),
    ])
    func `pools pyramids into one number of bins`(height: Int, bottom: [Int], top: [Int]) throws {
        let text = try LayerText(
            "type: \"SPP\" spp_param { pyramid_height: \(height) }",
            bottoms: [Shape(bottom)]
        )
        #expect(text.tops[0].shape.dims == top)
    }

    @Test func `MVN's top has four axes, as in Caffe`() throws {
        let text = try LayerText(
            "type: \"MVN\" mvn_param { across_channels: true }",
            bottoms: [[2, 2]]
        )
        text.fill(0, [1, 3, 5, 5])
        let found = try text.forward()
        #expect(text.tops[0].shape == [2, 2, 1, 1])
        #expect(abs(found[0] + 1) < 1e-5 && abs(found[1] - 1) < 1e-5 && found[2] == 0)
    }

    @Test func `draws the random numbers of the given pass`() throws {
        let text =
            "type: \"DummyData\" dummy_data_param { shape { dim: 3 } data_filler { type: "
            + "\"gaussian\" } }"
        let (whole, resumed) = (try LayerText(text), try LayerText(text))
        try whole.forward()
        try whole.forward()
        try (resumed.layer as? any RecordReading)?.seek(toRecord: 1)
        #expect(try resumed.forward() == Array(whole.tops[0].data.read()))
    }
}
