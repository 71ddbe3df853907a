import CremaData
import CremaJobs
import CremaProto
import CremaRuns
import Foundation

/// Tests models on single images, each in its own process and folder.
struct ImageTester: Sendable {
    let program: String
    let python: String?
    let folder: URL
    /// An image to test.
    enum Image: Sendable {
        /// An image that was uploaded with a form.
        case sent(Form.Upload)
        /// A file on this machine, which is read in place.
        case file(URL)

        /// The user's name for it.
        var name: String {
            switch self {
            case .sent(let upload): upload.name
            case .file(let url): url.lastPathComponent
            }
        }
    }

    /// How many tests are kept for viewing.
    private let most = 30

    /// The folder of the test with an id.
    func place(_ id: String) -> URL { folder.appendingPathComponent(id) }

    /// Tests an image; returns the test's id and the result.
    ///
    /// Throws `badRequest` with the program's words if it fails; then nothing is left behind.
    func test(_ image: Image, model: JobFolder, snapshot: String?, isVisual: Bool)
        async throws -> (id: String, result: InferRun.Result)
    {
        let id = Job.makeID(now: Date())
        let place = place(id)
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        do {
            try removeOld()
            return (id, try await test(image, in: place, model, snapshot, isVisual))
        } catch {
            try? FileManager.default.removeItem(at: place)
            throw error
        }
    }

    private func test(
        _ image: Image,
        in place: URL,
        _ model: JobFolder,
        _ snapshot: String?,
        _ isVisual: Bool
    ) async throws -> InferRun.Result {
        let sent = place.appendingPathComponent("image")
        defer { try? FileManager.default.removeItem(at: sent) }
        let file: URL
        switch image {
        case .sent(let upload):
            try upload.data.write(to: sent)
            file = sent
        case .file(let url): file = url
        }
        let run = place.appendingPathComponent(JobFolder.runFile)
        do {
            var test = try ModelJob.inference(
                of: model,
                image: file.path,
                snapshot: snapshot,
                output: place.path
            )
            test.visualizes = isVisual
            try RunDescription(test).write(to: run.path)
        } catch {
            throw StudioError.badRequest(Phrase(of: error).shown)
        }
        let log = place.appendingPathComponent("log")
        var command = Command(program, run: run, python: python)
        command.folder = place.path
        command.output = .file(log.path)
        command.errors = .output
        command.leadsGroup = true
        command.limit = .seconds(120)
        let ending = try await command.runAside()
        guard ending == .exited(0),
            let data = try? Data(contentsOf: place.appendingPathComponent("result.json"))
        else {
            throw StudioError.badRequest(
                ImageTester.words(JobFolder.tail(of: log, lines: 200), ending, image.name, file)
            )
        }
        do {
            return try JSONDecoder().decode(InferRun.Result.self, from: data)
        } catch let error as DecodingError {
            throw StudioError.badRequest(Phrase("error.result", ["reason": error.phrase]))
        }
    }

    /// The program's own sentence, with the user's name for the image.
    private static func words(
        _ log: [String],
        _ ending: ProcessEnding,
        _ name: String,
        _ file: URL
    ) -> Phrase {
        guard let words = log.last.map(withoutLogHead) else {
            return Phrase("error.test_ended", ["ending": ending.phrase])
        }
        return .verbatim(words.replacingOccurrences(of: file.path, with: "“\(name)”"))
    }

    /// A line without the prefix of Caffe's log or of the program: `E1124 19:04:34.75 22756
    /// caffe.cpp:1] `.
    static func withoutLogHead(_ line: String) -> String {
        if line.hasPrefix("Error: ") { return String(line.dropFirst(7)) }
        guard let head = line.prefixMatch(of: #/[IWEF]\d{4} [^\]]*\] /#) else { return line }
        return String(line[head.range.upperBound...])
    }

    private func removeOld() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        for name in names.dropLast(most) { try? FileManager.default.removeItem(at: place(name)) }
    }
}
