import ArgumentParser

/// How many batches a command averages over.
struct IterationOptions: ParsableArguments {
    @Option(name: .caffe("iterations"), help: "The number of batches.")
    var iterations = 50

    func validate() throws {
        guard iterations > 0 else {
            throw ValidationError("-iterations must be at least 1, found \(iterations)")
        }
    }
}
