import CremaJobs
import CremaProto
import Foundation
import Hummingbird
import HummingbirdCore

/// `/datasets/images/classification/new`: makes a data set, ready-made or from a folder of class
/// folders.
struct NewDatasetPage: Page {
    let studio: Studio

    func addRoutes(to router: Router<StudioContext>) {
        router.get("datasets/images/classification/new", use: new)
        router.post("datasets/images/classification", use: create)
    }

    @Sendable private func new(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        try page(values: [:], errors: [:], context)
    }

    @Sendable private func create(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let form = try await Form(request, limit: Form.Limit.settings)
        let settings: [String: String]
        switch DatasetForm.check(form, request, dataRoot: studio.dataRoot) {
        case .success(let checked): settings = checked
        case .failure(let refusal):
            guard !context.wantsJSON else {
                return try .json(["errors": refusal.errors], status: .badRequest)
            }
            return try page(
                values: form.fields,
                errors: refusal.errors,
                context,
                status: .badRequest
            )
        }
        let job = Job(kind: .dataset, name: settings["dataset_name"] ?? "", settings: settings)
        try await studio.store.create(job)
        try await studio.queue.enqueue(job.id)
        guard context.wantsJSON else { return .seeOther(job.path) }
        let summary = try await studio.store.summary(job.id)
        return try .json(JobReply(summary, folder: studio.store.jobFolder(job.id)))
    }

    private func page(
        values: [String: String],
        errors: [String: [String]],
        _ context: StudioContext,
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        try studio.views.page(
            "NewDataset",
            [
                "form": DatasetForm.fields.shown(values, errors: errors),
                "hasErrors": !errors.isEmpty,
                "otherErrors": errors.filter { name, _ in
                    !DatasetForm.fields.contains { $0.name == name }
                }.lines,
                "dataRoot": studio.dataRoot.url.path,
            ],
            context,
            status: status
        )
    }
}

/// The form of a new data set, with DIGITS' names.
enum DatasetForm {
    static let fields = [
        FormField(name: "dataset_name", label: "Name", initial: "", placeholder: "My images"),
        FormField(
            name: "folder_train",
            label: "Training images",
            initial: "",
            help:
                "A folder with one folder of images a class (PNG, JPEG, WebP, TIFF, GIF, BMP, PPM).",
            placeholder: "flowers/train"
        ),
        FormField(
            name: "folder_pct_val",
            label: "For validation",
            initial: "25",
            input: .number(step: "1"),
            unit: "%"
        ),
        FormField(
            name: "folder_train_min_per_class",
            label: "Least images a class",
            initial: "2",
            input: .number(step: "1")
        ),
        FormField(
            name: "folder_train_max_per_class",
            label: "Most images a class",
            initial: "",
            input: .number(step: "1"),
            placeholder: "all"
        ),
        FormField(
            name: "resize_channels",
            label: "Image type",
            initial: "3",
            input: .choice([("3", "Colour"), ("1", "Grey")])
        ),
        FormField(
            name: "resize_width",
            label: "Width",
            initial: "256",
            input: .number(step: "1"),
            unit: "pixels"
        ),
        FormField(
            name: "resize_height",
            label: "Height",
            initial: "256",
            input: .number(step: "1"),
            unit: "pixels"
        ),
        FormField(
            name: "resize_mode",
            label: "Resize transformation",
            initial: "squash",
            input: .choice([
                ("squash", "Squash"), ("crop", "Crop"), ("fill", "Fill with noise"),
                ("half_crop", "Half crop, half fill"),
            ])
        ),
    ]

    /// What is wrong with a form, by field.
    struct Refusal: Error {
        var errors: [String: [String]]
    }

    /// The settings of a job, with every default in place and every path real.
    static func check(_ form: Form, _ request: Request, dataRoot: DataRoot)
        -> Result<[String: String], Refusal>
    {
        let method = form["method"].isEmpty ? "folder" : form["method"]
        if let ready = ReadyDataset(rawValue: method) {
            let errors = FormCatalog.readyMadeDataset.errors(in: form, request).fields
            guard errors.isEmpty else { return .failure(Refusal(errors: errors)) }
            let name = form["dataset_name"]
            return .success([
                "method": method, "dataset_name": name.isEmpty ? ready.title : name,
            ])
        }
        guard method == "folder" else {
            let known = ReadyDataset.allCases.map(\.rawValue).joined(separator: ", ")
            return .failure(
                Refusal(errors: ["method": ["“\(method)” is none of folder, \(known)."]])
            )
        }
        let errors = FormCatalog.folderDataset.errors(in: form, request).fields
        return checkFolder(form, dataRoot: dataRoot, errors)
    }

    private static func checkFolder(
        _ form: Form,
        dataRoot: DataRoot,
        _ known: [String: [String]]
    ) -> Result<[String: String], Refusal> {
        var settings = ["method": "folder"]
        var errors = known
        for field in fields {
            settings[field.name] = form[field.name].isEmpty ? field.initial : form[field.name]
        }
        func number(_ name: String, _ range: ClosedRange<Int>) {
            let text = settings[name] ?? ""
            guard let value = Int(text), range.contains(value) else {
                errors[name] = [
                    "“\(text)” is not a whole number from \(range.lowerBound) to \(range.upperBound)."
                ]
                return
            }
        }
        if form["dataset_name"].isEmpty { errors["dataset_name"] = ["A data set needs a name."] }
        number("folder_pct_val", 0...99)
        number("resize_width", 1...2048)
        number("resize_height", 1...2048)
        number("folder_train_min_per_class", 0...1_000_000)
        if settings["folder_train_max_per_class"] != "" {
            let least = Int(settings["folder_train_min_per_class"] ?? "") ?? 0
            number(
                "folder_train_max_per_class",
                ClosedRange(from: least.addingSaturated(1), upTo: 100_000_000)
            )
        }
        for name in ["resize_channels", "resize_mode"] {
            if let words = refusal(of: settings[name] ?? "", name) { errors[name] = [words] }
        }
        do {
            settings["folder_train"] = try folder(form["folder_train"], dataRoot).path
        } catch {
            errors["folder_train"] = [error.telling.explanation]
        }
        return errors.isEmpty ? .success(settings) : .failure(Refusal(errors: errors))
    }

    private static func refusal(of value: String, _ name: String) -> String? {
        guard case .choice(let choices)? = fields.first(where: { $0.name == name })?.input,
            !choices.contains(where: { $0.value == value })
        else { return nil }
        return "“\(value)” is none of \(choices.map(\.value).joined(separator: ", "))."
    }

    private static func folder(_ text: String, _ dataRoot: DataRoot) throws -> URL {
        guard !text.isEmpty else { throw StudioError.badRequest("Name the folder of the images.") }
        let url = try dataRoot.resolve(text)
        let values = try url.resourceValues(forKeys: [.isDirectoryKey])
        guard values.isDirectory == true else {
            throw StudioError.badRequest("“\(text)” is a file, not a folder.")
        }
        return url
    }
}

extension [String: [String]] {
    /// Each sentence on a line with its field, for a page that has no place beside the field.
    var lines: [String] {
        sorted { $0.key < $1.key }.flatMap { name, words in words.map { "\(name): \($0)" } }
    }
}
