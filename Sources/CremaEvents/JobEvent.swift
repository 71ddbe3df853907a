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
    /// The norms of each layer.
    case layers(LayerRow)
    /// A snapshot: the solver's iteration, and the name of the weights' file in the job's folder.
    case snapshot(iteration: Int, file: String)
    /// Something that the user should know, and that does not stop the job.
    case notice(Notice)
    /// The error that ended the job.
    case error(Failure)
    /// What somebody, or the end of the studio, requested of the job.
    case request(Request)
}

extension JobEvent {
    /// The cases, by their names in `events.jsonl`.
    public enum Kind: String, Codable, Sendable {
        case status, progress, train, test, layers, snapshot, notice, error, request
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

    /// What can be requested of a job.
    public enum Request: Sendable, Equatable {
        /// To go on from the snapshot of an iteration; what it did after that no longer counts.
        case goOn(fromIteration: Int)
        /// To stop at a snapshot and to wait until it may go on.
        case pause
        /// To stop for good.
        case abort
        /// To stop because the studio ends.
        case shutDown
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
        case .layers: .layers
        case .snapshot: .snapshot
        case .notice: .notice
        case .error: .error
        case .request: .request
        }
    }

    /// The status of the job, if the event has one.
    public var status: Status? { if case .status(let status, _) = self { status } else { nil } }

    /// The means of a test net, if it is a test event.
    public var testRow: TestRow? { if case .test(let row) = self { row } else { nil } }

    /// The notice, if it is one.
    public var notice: Notice? { if case .notice(let notice) = self { notice } else { nil } }

    /// The solver's iteration, if it is a row of the curves.
    public var iteration: Int? {
        switch self {
        case .train(let row): row.iteration
        case .test(let row): row.iteration
        case .layers(let row): row.iteration
        default: nil
        }
    }

    /// What was requested, if it is a request.
    public var request: Request? { if case .request(let request) = self { request } else { nil } }

    /// What went wrong, if it is an error.
    public var failure: Failure? { if case .error(let failure) = self { failure } else { nil } }
}
