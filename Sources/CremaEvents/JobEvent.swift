public import CremaProto

/// Something that happened in a job.
public enum JobEvent: Sendable, Equatable {
    /// The new status of the job, with a sentence for the user.
    case status(Status, message: Phrase? = nil)
    /// How many of how many images or iterations are done.
    case progress(task: String, done: Int, total: Int)
    /// A displayed iteration of training.
    case train(TrainRow)
    /// A test net's means.
    case test(TestRow)
    /// A snapshot: the solver's iteration, and the name of the weights' file in the job's folder.
    case snapshot(iteration: Int, file: String)
    /// Something that the user should know, and that does not stop the job.
    case notice(Notice)
    /// The error that ended the job.
    case error(Failure)
}

extension JobEvent {
    /// The cases, by their names in `events.jsonl`.
    public enum Kind: String, Codable, Sendable {
        case status, progress, train, test, snapshot, notice, error
    }

    /// The status of a job, in DIGITS' words.
    public enum Status: String, Codable, Sendable, CaseIterable {
        case initialized = "Initialized"
        case waiting = "Waiting"
        case running = "Running"
        case done = "Done"
        case aborted = "Aborted"
        case error = "Error"
    }

    /// How much a notice matters: little, worth a look, or the result may be useless.
    public enum Level: String, Codable, Sendable {
        case info, warning, danger
    }

    /// The net's outputs at an iteration that training displays.
    public struct TrainRow: Codable, Sendable, Equatable {
        /// The solver's iteration.
        public var iteration: Int
        /// The values of the net's outputs, by blob.
        public var outputs: [String: Float]
        /// The learning rate.
        public var learningRate: Float
        /// Iterations per second.
        public var speed: Float

        /// A row of the curves.
        public init(
            iteration: Int,
            outputs: [String: Float],
            learningRate: Float = 0,
            speed: Float = 0
        ) {
            self.iteration = iteration
            self.outputs = outputs
            self.learningRate = learningRate
            self.speed = speed
        }

        private enum CodingKeys: String, CodingKey {
            case iteration, outputs
            case learningRate = "lr"
            case speed = "rate"
        }
    }

    /// The means of a test net's outputs.
    public struct TestRow: Codable, Sendable, Equatable {
        /// The solver's iteration.
        public var iteration: Int
        /// Which test net, from 0.
        public var net: Int
        /// The means of the net's outputs, by blob.
        public var outputs: [String: Float]

        /// A row of the curves.
        public init(iteration: Int, net: Int = 0, outputs: [String: Float]) {
            self.iteration = iteration
            self.net = net
            self.outputs = outputs
        }
    }

    /// Something that the user should know.
    public struct Notice: Sendable, Equatable {
        /// The headline.
        public var title: Phrase
        /// One or several sentences.
        public var message: Phrase
        /// How much it matters; nil means a warning.
        public var level: Level?
        /// The name of a file in the job's folder that goes with it.
        public var file: String?

        /// A notice.
        public init(title: Phrase, message: Phrase, level: Level? = nil, file: String? = nil) {
            self.title = title
            self.message = message
            self.level = level
            self.file = file
        }
    }

    /// What went wrong, and, if it was in a layer, everything that helps to find out why.
    public struct Failure: Sendable, Equatable {
        /// A sentence.
        public var message: Phrase
        /// The layer that failed.
        public var layer: String?
        /// The phase that it failed in.
        public var phase: String?
        /// The solver's iteration.
        public var iteration: Int?
        /// The shapes of its bottoms, for example `data 64 x 1 x 28 x 28`.
        public var bottoms: [String]?
        /// The shapes of its tops.
        public var tops: [String]?
        /// Python's full traceback.
        public var traceback: String?
        /// The source line that raised the error.
        public var source: String?

        /// A failure in one sentence, of a layer if one is named.
        public init(message: Phrase, layer: String? = nil) {
            self.message = message
            self.layer = layer
        }
    }
}

extension JobEvent {
    /// Which case it is.
    public var kind: Kind {
        switch self {
        case .status: .status
        case .progress: .progress
        case .train: .train
        case .test: .test
        case .snapshot: .snapshot
        case .notice: .notice
        case .error: .error
        }
    }

    /// The status of the job, if the event has one.
    public var status: Status? { if case .status(let status, _) = self { status } else { nil } }

    /// The means of a test net, if it is a test event.
    public var testRow: TestRow? { if case .test(let row) = self { row } else { nil } }

    /// The notice, if it is one.
    public var notice: Notice? { if case .notice(let notice) = self { notice } else { nil } }

    /// What went wrong, if it is an error.
    public var failure: Failure? { if case .error(let failure) = self { failure } else { nil } }
}
