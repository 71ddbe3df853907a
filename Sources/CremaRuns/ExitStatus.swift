import CremaData
import CremaEngine
import CremaProto

/// An error from a module above the runs that determines the exit status.
public protocol ErrorWithStatus: Error {
    /// The exit status.
    var exitStatus: ExitStatus { get }
}

/// How the program ends: one number for each kind of error, the same as in BSD's `sysexits.h` if it
/// has one.
public enum ExitStatus: Int32, CaseIterable, Sendable {
    case done = 0
    case failed = 1
    case usage = 64
    case badFile = 65
    case noFile = 66
    case outOfMemory = 71
    case cannotWrite = 73
    case folderInUse = 75
    case badDefinition = 78
    case layerTimeout = 124

    /// The status for the error that ended a run.
    public init(_ error: any Error) {
        self =
            switch error {
            case let error as EngineError: Self(error.kind)
            case let error as PrototxtError: Self(error)
            case let error as DataError: Self(EngineError.Kind(error))
            case let error as any ErrorWithStatus: error.exitStatus
            default: .failed
            }
    }

    private init(_ error: PrototxtError) {
        let isText = error.position != nil
        self = error.isMissing ? .noFile : isText ? .badDefinition : .badFile
    }

    private init(_ kind: EngineError.Kind) {
        self =
            switch kind {
            case .failed: .failed
            case .usage: .usage
            case .badFile: .badFile
            case .missingFile: .noFile
            case .cannotWrite: .cannotWrite
            case .outOfMemory: .outOfMemory
            case .badDefinition: .badDefinition
            }
    }

    /// When the program ends this way, as a line of its help.
    public var summary: String {
        switch self {
        case .done: "success, including training that was stopped by a signal"
        case .failed: "a layer or a run failed, or the loss is not a number"
        case .usage: "unknown command, flag or value"
        case .badFile: "a file is damaged or does not fit: weights, snapshot, records, images"
        case .noFile: "a file does not exist or cannot be read"
        case .outOfMemory: "the net needs more memory than there is"
        case .cannotWrite:
            "a file cannot be written: disk full, no permission, or it already exists"
        case .folderInUse:
            "a studio already serves the folder of jobs, or crema walkthrough is using it"
        case .badDefinition: "the text of a net or a solver is wrong"
        case .layerTimeout: "a layer in Python took longer than --layer-timeout"
        }
    }
}
