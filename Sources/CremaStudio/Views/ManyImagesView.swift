import CremaJobs
import CremaProto
import CremaRuns

/// What a model finds in a list of images, and how often it is right.
struct ManyImagesView: View {
    static let template = "ManyImages"

    /// The most classes whose confusion is shown as a table.
    private static let mostColumns = 30
    /// The most images that are shown; all are in the file.
    private static let mostRows = 200

    var job: JobRow
    var snapshot: String
    /// How many images were tested.
    var count: String
    /// Where all results are, as a file.
    var file: String
    /// How good the classes are, if the list has those of the images.
    var accuracy: Accuracy?
    /// The names of the classes over the columns of the table; empty where there are too many.
    var columns: [String]
    /// The classes, with the images of each.
    var classes: [ClassRow]
    /// How good the numbers are, if the list has those of the images.
    var errors: [ValueError]
    /// The images.
    var images: [ImageRow]
    /// What the sentence about the images that are not shown has, if there are such.
    var rest: String?
    /// How many images could not be read.
    var unreadableCount: String
    /// Those images.
    var unreadable: [Unreadable]

    /// The share of images that are taken for what they are.
    struct Accuracy: Sendable {
        var counted: String
        var topOne: String
        var topFive: String
    }

    /// The images of a class.
    struct ClassRow: Sendable {
        var name: String
        var count: String
        var accuracy: String
        /// How many of them are taken for each class.
        var cells: [Cell]
    }

    /// Images of one class that are taken for one.
    struct Cell: Sendable {
        var number: String
        /// Their share of the class in percent, as dark as the cell is drawn.
        var share: Int
        var isRight: Bool
    }

    /// How far a number is from what it should be.
    struct ValueError: Sendable {
        var name: String
        var mean: String
        var rootMeanSquare: String
    }

    /// An image, and what was found.
    struct ImageRow: Sendable {
        var name: String
        var truth: String?
        var isWrong: Bool
        var found: [ClassifyView.Prediction]
        var values: [ClassifyView.Value]
    }

    /// An image that could not be read, and why.
    struct Unreadable: Sendable {
        var name: String
        var reason: String
    }
}

extension ManyImagesView {
    init(
        _ result: InferManyRun.Result,
        job: JobRow,
        snapshot: String,
        labels: [String],
        file: String,
        _ words: Words
    ) {
        let read = result.images.filter { $0.error == nil }
        let summary = ClassificationSummary(of: read, classCount: labels.count)
        (self.job, self.snapshot, self.file) = (job, snapshot, file)
        count = words.count(read.count)
        accuracy = summary.map { Accuracy($0, words) }
        let isTable = labels.count <= Self.mostColumns
        columns = isTable && summary != nil ? labels : []
        classes = summary.map { Self.classes($0, labels, isTable: isTable, words) } ?? []
        errors = ValueSummary(of: read).map { Self.errors($0, labels) } ?? []
        images = read.prefix(Self.mostRows).map { ImageRow($0, labels, words) }
        rest = read.count > Self.mostRows ? words.count(read.count - Self.mostRows) : nil
        unreadableCount = words.count(result.images.count - read.count)
        unreadable = result.images.compactMap { image in
            image.error.map { Unreadable(name: image.name, reason: $0) }
        }
    }

    private static func classes(
        _ summary: ClassificationSummary,
        _ labels: [String],
        isTable: Bool,
        _ words: Words
    ) -> [ClassRow] {
        summary.confusion.enumerated().map { number, row in
            let all = row.reduce(0, +)
            return ClassRow(
                name: labels[number],
                count: words.count(all),
                accuracy: summary.accuracy(ofClass: number).map {
                    words.text(Wording.percent(100 * $0, digits: 2))
                } ?? "–",
                cells: isTable
                    ? row.enumerated().map { column, count in
                        Cell(
                            number: count == 0 ? "" : words.count(count),
                            share: all == 0 ? 0 : Wording.share(Double(count) / Double(all)),
                            isRight: column == number
                        )
                    } : []
            )
        }
    }

    private static func errors(_ summary: ValueSummary, _ labels: [String]) -> [ValueError] {
        summary.meanError.indices.map { index in
            ValueError(
                name: index < labels.count ? labels[index] : "\(index)",
                mean: Wording.number(summary.meanError[index]),
                rootMeanSquare: Wording.number(summary.rootMeanSquare[index])
            )
        }
    }
}

extension ManyImagesView.Accuracy {
    init(_ summary: ClassificationSummary, _ words: Words) {
        let share = { (count: Int) in
            words.text(Wording.percent(100 * Double(count) / Double(summary.count), digits: 2))
        }
        counted = words.count(summary.count)
        topOne = share(summary.right)
        topFive = share(summary.inTopFive)
    }
}

extension ManyImagesView.ImageRow {
    init(_ image: InferManyRun.Found, _ labels: [String], _ words: Words) {
        name = image.name
        switch image.truth {
        case .ofClass(let number):
            truth = labels[number]
            isWrong = image.likeliest?.first != number
        case .values(let values):
            truth = values.map { Wording.number(Double($0)) }.joined(separator: ", ")
            isWrong = false
        case nil: (truth, isWrong) = (nil, false)
        }
        found = (image.predictions ?? []).map { .init($0, words) }
        values = (image.values ?? []).map(ClassifyView.Value.init)
    }
}
