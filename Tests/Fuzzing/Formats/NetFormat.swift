import CremaEngine
import CremaProto

/// A net's prototxt, built: every layer is set up and shaped.
struct NetFormat: FileFormat {
    static let name = "net"
    let isOfNumbers = true
    let samples: [[UInt8]]
    let pieces: [[UInt8]] = [
        "dim: 0 ", "dim: 4611686018427387904 ", "axis: -3 ", "num_output: 4294967295 ",
        "kernel_size: 2147483647 ", "pad: 4294967295 ", "stride: 0 ", "group: 3 ",
        "dilation: 4294967295 ",
        "sparse: 2147483647 ", "top: \"b\" ", "bottom: \"x0\" ",
    ].map { Array($0.utf8) }

    /// What a net may take: more than any sample does, and no more than a machine has at hand.
    private let memory = 64 << 20

    /// A net for each example of each layer.
    init() throws {
        samples = LayerCatalog.builtIn.types.map { $0.description }.flatMap { layer in
            (layer.examples + (Self.more[layer.type] ?? [])).map { Self.text(layer, $0) }
        }.map { Array($0.utf8) }
    }

    /// Examples of layers whose gradient is not checked, or that have no bottoms.
    private static let more: [String: [LayerDescription.Example]] = [
        "Accuracy": [.init("accuracy_param { top_k: 2 axis: 1 }", bottoms: [[4, 3], [4]])],
        "ArgMax": [.init("argmax_param { top_k: 2 axis: 1 }", bottoms: [[2, 5, 2]])],
        "DummyData": [.init("dummy_data_param { shape { dim: 10 dim: 3 } }", bottoms: [])],
        "MemoryData": [
            .init(
                "top: \"a\" top: \"b\" memory_data_param { batch_size: 2 channels: 3 height: 4 "
                    + "width: 5 }",
                bottoms: []
            )
        ],
        "Parameter": [.init("parameter_param { shape { dim: 10 } }", bottoms: [])],
        "Threshold": [.init("threshold_param { threshold: 0.5 }", bottoms: [[2, 3]])],
    ]

    private static func text(_ layer: LayerDescription, _ example: LayerDescription.Example)
        -> String
    {
        let shapes = example.bottoms.map { shape in
            "shape { " + shape.dims.map { "dim: \($0) " }.joined() + "} "
        }
        let names = example.bottoms.indices.map { "x\($0)" }
        let inputs = zip(names, shapes).map { name, shape in
            "layer { name: \"\(name)\" type: \"Input\" top: \"\(name)\" input_param { \(shape)} }\n"
        }
        let bottoms = names.map { "bottom: \"\($0)\" " }.joined()
        let least = layer.pairsTopsWithBottoms ? names.count : layer.tops.least
        let tops = example.prototxt.contains("top:") ? 0 : layer.makesAnonymousTops ? 1 : least
        return inputs.joined() + "layer { name: \"l\" type: \"\(layer.type)\" \(bottoms)"
            + (0..<tops).map { "top: \"y\($0)\" " }.joined() + example.prototxt + " }\n"
    }

    func read(_ path: String) throws {
        let text = try NetParameter.read(prototxt: path)
        try AvailableMemory.$bound.withValue(memory) {
            var state = NetState()
            state.phase = .train
            let context = try NetContext(
                device: ReferenceDevice(),
                workers: WorkerPool(count: 1)
            )
            _ = try Net(text, state: state, context: context)
        }
    }
}
