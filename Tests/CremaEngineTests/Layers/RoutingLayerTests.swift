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

    @Test func `names the number of an item that there is not`() throws {
        let text = try LayerText("type: \"BatchReindex\"", bottoms: [[3, 2], [2]])
        text.fill(1, [0, 3])
        #expect(message { try text.forward() }?.contains("no item 3.0 in a batch of 3") == true)
    }

    @Test func `gives one shape to all inputs, or one to each`() throws {
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
            }?.contains("not negative") == true
        )
    }

    @Test func `makes up constant numbers once and others in each pass`() throws {
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
}
