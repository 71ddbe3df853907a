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
        try await inNewPlace { place in
            let sent = place.appendingPathComponent("image")
            defer { try? FileManager.default.removeItem(at: sent) }
            let file: URL
            switch image {
            case .sent(let upload):
                try upload.data.write(to: sent)
                file = sent
            case .file(let url): file = url
            }
            var test = try Self.inference(of: model, file, snapshot, in: place)
            test.visualizes = isVisual
            return try await perform(test, in: place, limit: .seconds(120)) {
                $0.replacingOccurrences(of: file.path, with: "“\(image.name)”")
            }
        }
    }

    /// Tests a list of images, and keeps the pictures of the likeliest ones of each class.
    ///
    /// Throws `badRequest` in the same way.
    func test(
        _ images: [InferManyRun.Listed],
        model: JobFolder,
        snapshot: String?,
        likeliest: Int
    ) async throws -> (id: String, result: InferManyRun.Result) {
        try await inNewPlace { place in
            let one = try Self.inference(of: model, place, snapshot, in: place)
            var test = InferManyRun(one, images: images)
            test.best = likeliest
            return try await perform(test, in: place, limit: .seconds(1800)) { $0 }
        }
    }

    private func inNewPlace<Result>(
        _ body: (URL) async throws -> Result
    ) async throws -> (id: String, result: Result) {
        let id = Job.makeID(now: Date())
        let place = place(id)
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        do {
            try removeOld()
            return (id, try await body(place))
        } catch {
            try? FileManager.default.removeItem(at: place)
            throw error
        }
    }

    private static func inference(
        of model: JobFolder,
        _ image: URL,
        _ snapshot: String?,
        in place: URL
    ) throws -> InferRun {
        do {
            return try ModelJob.inference(
                of: model,
                image: image.path,
                snapshot: snapshot,
                output: place.path
            )
        } catch {
            throw StudioError.badRequest(Phrase(of: error).shown)
        }
    }

    /// Does a run in a process of its own; returns its `result.json`.
    private func perform<Result: Decodable>(
        _ test: some Run,
        in place: URL,
        limit: Duration,
        naming shown: (String) -> String
    ) async throws -> Result {
        let run = place.appendingPathComponent(JobFolder.runFile)
        try RunDescription(test).write(to: run.path)
        let log = place.appendingPathComponent("log")
        var command = Command(program, run: run, python: python)
        command.folder = place.path
        command.output = .file(log.path)
        command.errors = .output
        command.leadsGroup = true
        command.limit = limit
        let ending = try await command.runAside()
        guard ending == .exited(0),
            let data = try? Data(contentsOf: place.appendingPathComponent("result.json"))
        else {
            guard let words = JobFolder.tail(of: log, lines: 200).last.map(Self.withoutLogHead)
            else {
                throw StudioError.badRequest(
                    Phrase("error.test_ended", ["ending": ending.phrase])
                )
            }
            throw StudioError.badRequest(.verbatim(shown(words)))
        }
        do {
            return try JSONDecoder().decode(Result.self, from: data)
        } catch let error as DecodingError {
            throw StudioError.badRequest(Phrase("error.result", ["reason": error.phrase]))
        }
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
