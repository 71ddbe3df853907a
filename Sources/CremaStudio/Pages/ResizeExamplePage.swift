import CremaData
import CremaJobs
import CremaProto
import CremaRuns
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore

/// `/datasets/images/resize-example`: what a data set would make of an image, as a piece of a page.
///
/// Takes DIGITS' fields; without a `resize_mode` it shows all of them, and without an image one of
/// the studio's own.
struct ResizeExamplePage: Page {
    let studio: Studio

    func addRoutes(to router: Router<StudioContext>) {
        routes(router, for: .train, areChanges: false)
            .taking(FormCatalog.resizeExample).replying(.html)
            .post("datasets/images/resize-example", use: show)
    }

    /// DIGITS' names of the options, which its form of a data set calls differently.
    private static let names = [
        "width": "resize_width", "height": "resize_height", "channels": "resize_channels",
    ]

    @Sendable private func show(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let form = try await Form(request, limit: Form.Limit.image)
        try FormCatalog.resizeExample.check(form, request)
        let fields = form.fields.reduce(into: [:]) { fields, field in
            fields[Self.names[field.key] ?? field.key] = field.value
        }
        let mode = ResizeMode(rawValue: form["resize_mode"])
        let modes = mode.map { [$0] } ?? ResizeMode.allCases
        let examples = try await withTemporaryFolder { folder in
            let image = try imageFile(of: form, in: folder)
            let run = try ResizeExampleRun(
                image: image?.path,
                fields: fields,
                modes: modes,
                output: folder.path
            )
            return try await self.examples(by: run, in: folder, context.words)
        }
        let view = ResizeExampleView(examples: examples)
        return try studio.views.page(view, context)
    }

    /// The image that a form sends or names; nil if it does neither.
    private func imageFile(of form: Form, in folder: URL) throws -> URL? {
        if let upload = form.files["image_file"] {
            let file = folder.appendingPathComponent("image")
            try upload.data.write(to: file)
            return file
        }
        return form["image_path"].isEmpty ? nil : try studio.dataRoot.resolve(form["image_path"])
    }

    private func examples(
        by run: ResizeExampleRun,
        in folder: URL,
        _ words: Words
    ) async throws -> [ResizeExampleView.Example] {
        let description = folder.appendingPathComponent(JobFolder.runFile)
        try RunDescription(run).write(to: description.path)
        let log = folder.appendingPathComponent("log")
        var command = Command(studio.options.program, run: description, python: nil)
        command.output = .file(log.path)
        command.errors = .output
        command.leadsGroup = true
        command.limit = .seconds(60)
        let ending = try await command.runAside()
        let file = folder.appendingPathComponent(ResizeExampleRun.resultFile)
        guard ending == .exited(0), let data = try? Data(contentsOf: file) else {
            // The image is in a folder whose name means nothing to anybody.
            let said = JobFolder.tail(of: log, lines: 1).first?
                .replacing("\(folder.path)/image: ", with: "")
            let ended = Phrase("error.program_ended", ["ending": ending.phrase])
            throw StudioError.badRequest(
                Phrase("error.no_example", ["reason": said.map { .verbatim($0) } ?? ended])
            )
        }
        return try JSONDecoder().decode([ResizeExampleRun.Result].self, from: data).map { result in
            let picture = try Data(contentsOf: folder.appendingPathComponent(result.file))
            let type = FileType.named(result.file).mediaType
            return ResizeExampleView.Example(
                title: words.text(FormatSettings.title(of: result.mode)),
                source: "data:\(type);base64,\(picture.base64EncodedString())",
                width: result.width,
                height: result.height,
                size: Wording.size(result.size)
            )
        }
    }
}
