import CremaData
import CremaEngine
import CremaJobs
import CremaProto
import CremaRuns
import HTTPTypes

@testable import CremaStudio

/// The phrases of all units that describe themselves in English.
enum UnitPhrases {
    static let all: [Phrase] =
        (options.flatMap(phrases) + kinds + networks + tasks + states).flatMap(withParts)

    /// Names, examples and signs, which every language has alike.
    static let names: Set = [
        "AdaDelta", "Adam", "AlexNet", "CaffeNet", "GoogLeNet", "HDF5", "LMDB", "LeNet", "GZIP",
        "ResNet-50", "SqueezeNet 1.1", "VGG-16",
        "animals", "animals/labels.txt", "animals/test.txt", "animals/train.txt",
        "animals/val.txt", "flowers/test", "flowers/train", "flowers/val",
        "flowers/train_lmdb", "flowers/val_lmdb", "flowers/labels.txt",
        "layers/my_layers.py", "road", "road/train.txt", "road/val.txt", "angle, speed",
        "weights/squeezenet.caffemodel",
    ]

    static let options: [OptionDescription] =
        ModelSettings.formOptions + DatasetKindCatalog.builtIn.kinds.flatMap { $0.formOptions } + [
            DatasetSettings.nameOption, ModelSettings.networkText, ModelSettings.sentLayerFile,
        ]

    private static func phrases(of option: OptionDescription) -> [Phrase] {
        let optional = [option.unitPhrase, option.placeholderPhrase, option.requirementPhrase]
        return [option.labelPhrase, option.helpPhrase] + optional.compactMap { $0 }
            + option.choices.map(option.phrase) + faults(of: option)
            + [option.phrase(forValue: option.choices.first?.value ?? "2")]
    }

    /// What is wrong with texts that can hardly be values.
    private static func faults(of option: OptionDescription) -> [Phrase] {
        ["x", "-1", "1e99", "9, 1"].compactMap { fault(in: $0, option).map(option.phrase) }
    }

    private static func fault(in text: String, _ option: OptionDescription) -> OptionFault? {
        do {
            _ = try option.value(of: text)
            return nil
        } catch {
            return error
        }
    }

    private static let kinds = DatasetKindCatalog.builtIn.kinds.flatMap { kind in
        [kind.about.titlePhrase, kind.about.sourcePhrase] + kind.about.paragraphPhrases
    }

    private static let tasks = ImageTaskCatalog.all.flatMap { task in
        ImageTaskDescription.Part.allCases.map(task.about.phrase)
    }

    private static let networks = StandardNetwork.all.map(\.summaryPhrase)

    /// Ranges that no option has, statuses of jobs and of replies, what is seen of a layer.
    private static let states: [Phrase] =
        [NumberRange.above(0, upTo: 1), .from(0, upTo: 1), .from(0, below: 1), .between(0, 1)]
        .map { range in
            OptionDescription("x", .number(range), label: "", help: "")
                .phrase(about: .notNumber(found: "x", range))
        } + [
            OptionDescription("x", .numbers(.above(0)), label: "", help: "")
                .phrase(about: .notNumbers(found: "x", .above(0))),
            OptionDescription("x", .integer(0...Int.max), label: "", help: "")
                .phrase(about: .notInteger(found: "x", 0...Int.max)),
        ]
        + ["Initialized", "Waiting", "Running", "Done", "Aborted", "Error"].map {
            .described("status.\($0)", english: $0)
        }
        + [400, 401, 403, 404, 405, 408, 409, 413, 414, 416, 422, 429, 500, 503, 507].map {
            HTTPResponse.Status(code: $0).phrase
        }
        + ExitStatus.allCases.compactMap(\.cause)
        + ["backward", "forward", "repeats", "reshape", "setup", "time", "writes"].map {
            .described("finding.\($0)", english: $0)
        }
        + ["Activation", "Weights"].map { .described("inspection.\($0)", english: $0) }

    /// A phrase and those that are put into it.
    private static func withParts(_ phrase: Phrase) -> [Phrase] {
        let parts = phrase.arguments.values.compactMap { argument -> Phrase? in
            if case .phrase(let part) = argument { part } else { nil }
        }
        return [phrase] + parts.flatMap(withParts)
    }
}
