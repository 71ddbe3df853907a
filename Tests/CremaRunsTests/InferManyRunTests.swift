import CremaData
import CremaEngine
import CremaProto
import CremaRuns
import Foundation
import SwiftProtobuf
import Testing

@Suite struct InferManyRunTests {
    /// A net over images of one pixel: the probability of class 0 rises with it, that of class 1
    /// falls.
    private static let net = """
        layer { name: "data" type: "Input" top: "data" input_param { shape { dim: 1 dim: 1 dim: 1 dim: 1 } } }
        layer { name: "ip" type: "InnerProduct" bottom: "data" top: "ip"
          inner_product_param { num_output: 2 bias_term: false } }
        layer { name: "prob" type: "Softmax" bottom: "ip" top: "prob" }
        """

    /// A run over images of one pixel each with such a value, and those that are nil without a
    /// file.
    private func inFolder(
        _ pixels: [UInt8?],
        net: String = Self.net,
        _ body: (InferManyRun, String) throws -> Void
    ) throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent(UUID().uuidString).path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try AtomicFile.write(path: "\(folder)/deploy.prototxt", text: net)
        var weights = try NetParameter.read(text: Self.net, file: "net").message
        var blob = BlobProto()
        blob.shape.dim = [2, 1]
        blob.data = [0.01, -0.01]
        weights.layer[1].blobs = [blob]
        try AtomicFile.write(path: "\(folder)/w.caffemodel", weights.serializedBytes() as [UInt8])
        for (number, pixel) in pixels.enumerated() {
            guard let pixel else { continue }
            let image = Image(width: 1, height: 1, channels: 1, pixels: [pixel])
            try AtomicFile.write(path: "\(folder)/\(number).png", image.png())
        }
        let one = InferRun(
            model: "\(folder)/deploy.prototxt",
            weights: "\(folder)/w.caffemodel",
            image: "",
            reading: .classes(["bright", "dark"]),
            preparation: .init(width: 1, height: 1, channels: 1, resizeMode: "squash"),
            output: "\(folder)/out"
        )
        var preparation = one.preparation
        preparation.meanValues = [100]
        var run = InferManyRun(
            one,
            images: pixels.indices.map {
                .init(name: "\($0)", file: "\(folder)/\($0).png", truth: .ofClass($0 % 2))
            }
        )
        run.preparation = preparation
        try body(run, folder)
    }

    private func result(_ run: InferManyRun) throws -> InferManyRun.Result {
        try run.run(in: RunHost(log: .none))
        let data = try Data(contentsOf: URL(fileURLWithPath: "\(run.output)/result.json"))
        return try JSONDecoder().decode(InferManyRun.Result.self, from: data)
    }

    @Test func `a batch of images finds what each image alone does`() throws {
        let pixels = (0..<37).map { UInt8($0 * 7 % 256) }
        try inFolder(pixels) { run, _ in
            let all = try result(run)
            #expect(all.images.count == pixels.count)
            for (number, found) in all.images.enumerated() {
                var alone = run
                alone.images = [run.images[number]]
                let single = try result(alone).images[0]
                #expect(single.predictions == found.predictions)
                #expect(found.likeliest?.first == (pixels[number] >= 100 ? 0 : 1))
            }
        }
    }

    @Test func `a net that takes one image at a time gets them one by one`() throws {
        let net = Self.net.replacingOccurrences(
            of: "bottom: \"data\" top: \"ip\"",
            with: """
                bottom: "flat" top: "ip"
                """
        ).replacingOccurrences(
            of: "layer { name: \"ip\"",
            with: """
                layer { name: "flat" type: "Reshape" bottom: "data" top: "flat"
                  reshape_param { shape { dim: 1 dim: 1 } } }
                layer { name: "ip"
                """
        )
        try inFolder([0, 200, 50], net: net) { run, _ in
            let found = try result(run).images
            #expect(found.map { $0.likeliest?.first } == [1, 0, 1])
        }
    }

    @Test func `an image that cannot be read is listed with the reason, and the others go on`()
        throws
    {
        try inFolder([200, nil, 0]) { run, _ in
            let found = try result(run)
            #expect(found.images.map { $0.likeliest?.first } == [0, nil, 1])
            #expect(found.errors?.keys.sorted() == ["1"])
            let summary = try #require(ClassificationSummary(of: found.images, classCount: 2))
            #expect(summary.confusion == [[1, 1], [0, 0]])
            #expect(summary.count == 2)
            #expect(summary.right == 1)
            #expect(summary.inTopFive == 2)
            #expect(summary.accuracy(ofClass: 0) == 0.5)
            #expect(summary.accuracy(ofClass: 1) == nil)
        }
    }

    @Test func `the likeliest images of each class are kept as pictures, the likeliest first`()
        throws
    {
        try inFolder([10, 250, 120, nil, 180, 90]) { run, folder in
            var run = run
            run.best = 2
            let best = try result(run).best
            #expect(best.map { $0.map(\.image) } == [[1, 4], [0, 5]])
            for shown in best.joined() {
                let picture = try Image(path: "\(folder)/out/\(shown.picture)", .gray)
                let image = try Image(path: run.images[shown.image].file, .gray)
                #expect(picture.pixels == image.pixels)
            }
        }
    }

    @Test func `numbers are compared with what they should be`() throws {
        func found(_ values: [Float], _ truth: [Float]?) -> InferManyRun.Found {
            var found = InferManyRun.Found(name: "", truth: truth.map { .values($0) })
            found.values = values.map { .init(name: "x", value: $0) }
            return found
        }
        let images = [found([1, 2], [2, 2]), found([0, 0], nil), found([3, 5], [0, 1])]
        let summary = try #require(ValueSummary(of: images))
        #expect(summary.count == 2)
        #expect(summary.meanError == [2, 2])
        #expect(summary.rootMeanSquare == [5, 8].map { (mean: Double) in mean.squareRoot() })
        #expect(ValueSummary(of: [images[1]]) == nil)
    }
}
