/// How good a classification of listed images is, by those whose class the list has.
public struct ClassificationSummary: Sendable, Equatable {
    /// How many images of each class (row) are taken for each class (column).
    public private(set) var confusion: [[Int]]
    /// The images whose class is among the five likeliest.
    public private(set) var inTopFive = 0

    /// Counts images; nil if the list has no classes of them.
    public init?(of images: [InferManyRun.Found], classCount: Int) {
        confusion = Array(repeating: Array(repeating: 0, count: classCount), count: classCount)
        for image in images {
            guard case .ofClass(let truth)? = image.truth, confusion.indices.contains(truth),
                let likeliest = image.likeliest, let first = likeliest.first,
                confusion.indices.contains(first)
            else { continue }
            confusion[truth][first] += 1
            if likeliest.contains(truth) { inTopFive += 1 }
        }
        if count == 0 { return nil }
    }

    /// The number of images with a class.
    public var count: Int { confusion.reduce(0) { $0 + $1.reduce(0, +) } }

    /// The images whose class is the likeliest.
    public var right: Int { confusion.indices.reduce(0) { $0 + confusion[$1][$1] } }

    /// The share of the images of a class that are taken for it; nil if there are none.
    public func accuracy(ofClass number: Int) -> Double? {
        let all = confusion[number].reduce(0, +)
        return all == 0 ? nil : Double(confusion[number][number]) / Double(all)
    }
}

/// How good the numbers of listed images are, by those whose numbers the list has.
public struct ValueSummary: Sendable, Equatable {
    /// The number of images with numbers.
    public private(set) var count = 0
    /// The mean of the absolute differences, for each number.
    public private(set) var meanError: [Double] = []
    /// The root of the mean of the squared differences, for each number.
    public private(set) var rootMeanSquare: [Double] = []

    /// Compares images; nil if the list has no numbers of them.
    public init?(of images: [InferManyRun.Found]) {
        var (sums, squares): ([Double], [Double]) = ([], [])
        for image in images {
            guard case .values(let truth)? = image.truth, let values = image.values,
                values.count == truth.count
            else { continue }
            if sums.isEmpty {
                (sums, squares) = (truth.map { _ in 0 }, truth.map { _ in 0 })
            }
            guard sums.count == truth.count else { continue }
            count += 1
            for (index, (value, truth)) in zip(values, truth).enumerated() {
                let difference = Double(value.value) - Double(truth)
                sums[index] += abs(difference)
                squares[index] += difference * difference
            }
        }
        if count == 0 { return nil }
        meanError = sums.map { $0 / Double(count) }
        rootMeanSquare = squares.map { ($0 / Double(count)).squareRoot() }
    }
}
