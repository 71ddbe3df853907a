import CremaJobs
import CremaProto
import Foundation

/// A pretrained model that a form sends: a description, and files that are checked as everything
/// from outside.
struct PretrainedRequest: Sendable {
    let model: PretrainedModel
    private let files: [PretrainedModels.File: Form.Upload]

    /// DIGITS' names of the files of the form.
    static let fileNames: [String: PretrainedModels.File] = [
        "weights_file": .weights, "model_def_file": .network, "labels_file": .labels,
        "mean_file": .mean,
    ]
    private static let required = ["weights_file", "model_def_file"]
    private static let resizeModes = ["squash", "crop", "fill", "half_crop"]

    /// Reads a form; throws `FormErrors` at the fields that are wrong.
    init(_ form: Form) throws {
        var errors = FormErrors()
        func side(_ name: String) -> Int {
            let text = form[name].isEmpty ? "256" : form[name]
            guard let side = Int(text), (1...8192).contains(side) else {
                errors.add(name, Phrase("form.side", ["found": String(text.prefix(40))]))
                return 1
            }
            return side
        }
        if form["job_name"].isEmpty { errors.add("job_name", Phrase("error.no_name")) }
        let types = ["": 3, "color": 3, "3": 3, "grayscale": 1, "1": 1]
        let type = types[form["image_type"].lowercased()]
        if type == nil { errors.add("image_type", Phrase("form.image_type")) }
        let mode = form["resize_mode"].isEmpty ? "squash" : form["resize_mode"].lowercased()
        if !Self.resizeModes.contains(mode) {
            let known = Self.resizeModes.joined(separator: ", ")
            errors.add("resize_mode", Phrase("form.resize_mode", ["known": known]))
        }
        for name in Self.required where form.files[name] == nil {
            errors.add(name, Phrase("form.choose_file"))
        }
        let now = Date()
        model = PretrainedModel(
            id: Job.makeID(now: now),
            name: form["job_name"],
            created: now.timeIntervalSince1970,
            channels: type ?? 3,
            width: side("width"),
            height: side("height"),
            resizeMode: mode
        )
        files = Self.fileNames.reduce(into: [:]) { files, entry in
            files[entry.value] = form.files[entry.key]
        }
        guard errors.isEmpty else { throw errors }
    }

    /// Keeps the files, if each is what it should be; throws `FormErrors` if one is not.
    func keep(in models: PretrainedModels) throws {
        try models.make(
            model,
            of: files.mapValues { .data($0.data) },
            fields: Self.fileNames.reduce(into: [:]) { $0[$1.value] = $1.key }
        )
    }
}
