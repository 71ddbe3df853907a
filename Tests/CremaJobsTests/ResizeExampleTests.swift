import CremaData
import CremaEngine
import CremaJobs
import CremaProto
import CremaRuns
import Foundation
import TestSupport
import Testing

@Suite struct ResizeExampleTests {
    private func results(
        _ fields: [String: String],
        of image: [UInt8]? = nil
    ) throws -> [ResizeExampleRun.Result] {
        let folder = try TemporaryFolder()
        let run = try ResizeExampleRun(
            image: try image.map { try folder.write("image", $0) },
            fields: fields,
            modes: ResizeMode.allCases,
            output: folder.path
        )
        try run.run(in: RunHost(log: .none))
        let json = try FileBytes.read(path: folder(ResizeExampleRun.resultFile))
        let results = try JSONDecoder().decode([ResizeExampleRun.Result].self, from: Data(json))
        for result in results {
            let picture = try Image(path: folder(result.file), .native)
            #expect((picture.width, picture.height) == (result.width, result.height))
        }
        return results
    }

    @Test func `shows an example of its own in every way of resizing`() throws {
        let results = try results(["resize_width": "40", "resize_height": "20"])
        #expect(results.map(\.mode) == [.squash, .crop, .fill, .halfCrop])
        #expect(results.allSatisfy { $0.size == 40 * 20 * 3 && $0.file.hasSuffix(".png") })
    }

    @Test func `counts the bytes of what a record holds`() throws {
        let size = ["resize_width": "40", "resize_height": "40", "resize_channels": "1"]
        let jpeg = try results(size.merging(["encoding": "jpg", "jpeg_quality": "30"]) { $1 })
        #expect(jpeg.allSatisfy { $0.size < 1600 && $0.file.hasSuffix(".jpg") })
        let floats = try results(size.merging(["backend": "hdf5"]) { $1 })
        #expect(floats.allSatisfy { $0.size == 1600 * 4 })
    }

    @Test func `takes an image of any kind, and refuses what is not one`() throws {
        let image = Array("P6 2 1 255\n".utf8) + [255, 0, 0, 0, 0, 255]
        #expect(try results(["resize_width": "2", "resize_height": "2"], of: image).count == 4)
        let error = #expect(throws: DataError.self) { try results([:], of: [1, 2, 3]) }
        #expect(error?.description.contains("not an image") == true)
    }

    @Test func `a wrong size is an error of its field`() {
        let error = #expect(throws: FormErrors.self) { try results(["resize_width": "9999999"]) }
        #expect(error?.fields.keys.sorted() == ["resize_width"])
    }
}
