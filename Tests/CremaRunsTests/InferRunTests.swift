import CremaData
import CremaEngine
import CremaProto
import CremaRuns
import Foundation
import SwiftProtobuf
import Testing

@Suite struct InferRunTests {
    /// A net over 2 x 2 grey images whose three scores are a pixel each.
    private static let net = """
        layer { name: "data" type: "Input" top: "data" input_param { shape { dim: 1 dim: 1 dim: 2 dim: 2 } } }
        layer { name: "scale" type: "Power" bottom: "data" top: "scaled" power_param { scale: 0.1 } }
        layer { name: "ip" type: "InnerProduct" bottom: "scaled" top: "ip"
          inner_product_param { num_output: 3 bias_term: false } }
        layer { name: "prob" type: "Softmax" bottom: "ip" top: "prob" }
        """

    private func inFolder(_ body: (String, InferRun) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            UUID().uuidString
        ).path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try AtomicFile.write(path: "\(folder)/deploy.prototxt", text: Self.net)
        var weights = try NetParameter.read(text: Self.net, file: "net").message
        var blob = BlobProto()
        blob.shape.dim = [3, 4]
        blob.data = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]
        weights.layer[2].blobs = [blob]
        try AtomicFile.write(path: "\(folder)/w.caffemodel", weights.serializedBytes() as [UInt8])
        let image = Image(width: 2, height: 2, channels: 1, pixels: [60, 80, 70, 0])
        try AtomicFile.write(path: "\(folder)/image.png", image.png())
        var run = InferRun(
            model: "\(folder)/deploy.prototxt",
            weights: "\(folder)/w.caffemodel",
            image: "\(folder)/image.png",
            reading: .classes(["a", "b"]),
            preparation: .init(width: 2, height: 2, channels: 1, resizeMode: "squash"),
            output: "\(folder)/out"
        )
        run.preparation.meanValues = [60]
        try body(folder, run)
    }

    private func result(_ folder: String) throws -> InferRun.Result {
        let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/out/result.json"))
        return try JSONDecoder().decode(InferRun.Result.self, from: data)
    }

    @Test func `names the likeliest classes in percent`() throws {
        try inFolder { folder, run in
            try run.run(in: RunHost(log: .none))
            let predictions = try result(folder).predictions
            // Scores 0, 2 and 1; a class without a name goes by its number.
            #expect(
                predictions == [
                    .init(label: "b", percent: 66.52), .init(label: "2", percent: 24.47),
                    .init(label: "a", percent: 9.0),
                ]
            )
            let shown = try Image(path: "\(folder)/out/image.png", .gray)
            #expect(shown.pixels == [60, 80, 70, 0])
            let visualizations = try result(folder).visualizations
            #expect(visualizations.isEmpty)
        }
    }

    @Test func `reads an output of values by their names`() throws {
        try inFolder { folder, run in
            var run = run
            run.reading = .values(["steering"])
            let softmax = try #require(Self.net.ranges(of: "layer {").last)
            let net = Self.net[..<softmax.lowerBound]
            try AtomicFile.write(path: "\(folder)/deploy.prototxt", text: String(net))
            try run.run(in: RunHost(log: .none))
            let found = try result(folder)
            #expect(found.predictions == nil)
            #expect(
                found.values == [
                    .init(name: "steering", value: 0), .init(name: "1", value: 2),
                    .init(name: "2", value: 1),
                ]
            )
        }
    }

    @Test func `shows each blob and each layer's weights once, in the net's order`() throws {
        try inFolder { folder, run in
            var run = run
            run.visualizes = true
            try run.run(in: RunHost(log: .none))
            let shown = try result(folder).visualizations
            #expect(shown.map(\.name) == ["data", "scaled", "ip", "ip", "prob"])
            #expect(
                shown.map(\.kind) == [.activation, .activation, .weights, .activation, .activation]
            )
            #expect(shown.map(\.shape) == [[1, 2, 2], [1, 2, 2], [3, 4], [3], [3]])
            #expect(shown.map(\.parameters) == [nil, nil, 12, nil, nil])
            #expect(shown[0].mean == -7.5)
            #expect(shown.map(\.picture) == ["00.png", "01.png", nil, "03.png", "04.png"])
            for name in shown.compactMap(\.picture) {
                _ = try Image(path: "\(folder)/out/\(name)", .native)
            }
        }
    }

    @Test func `a file that is not an image is refused by name`() throws {
        try inFolder { folder, run in
            try AtomicFile.write(path: "\(folder)/image.png", text: "not an image")
            let error = #expect(throws: DataError.self) { try run.run(in: RunHost(log: .none)) }
            #expect(
                error?.description
                    == "\(folder)/image.png: not an image; allowed: PNG, JPEG, BMP, "
                    + "PPM, WebP, TIFF and GIF"
            )
        }
    }

    @Test func `an image of the wrong size is reported`() throws {
        try inFolder { _, run in
            var run = run
            run.preparation.width = 5
            run.preparation.height = 4
            let error = #expect(throws: EngineError.self) { try run.run(in: RunHost(log: .none)) }
            #expect(
                error?.description
                    == "the net reads images of shape 1 1 2 2 (4), but the data set has 1 1 4 5"
            )
        }
    }

    @Test func `a run survives a trip through JSON`() throws {
        try inFolder { folder, run in
            let json = try JSONEncoder().encode(run)
            try JSONDecoder().decode(InferRun.self, from: json).run(in: RunHost(log: .none))
            let predictions = try result(folder).predictions
            #expect(predictions?.count == 3)
        }
    }
}
