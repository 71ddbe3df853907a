import CremaData
import CremaEngine
import CremaProto

/// An error of a part above the runs that knows how the program ends by it.
public protocol ErrorWithStatus: Error {
    /// The exit status.
    var exitStatus: ExitStatus { get }
}

/// How the program ends: one number for each kind of error, as BSD's `sysexits.h` numbers them
/// where it does.
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

    /// The kind of an error that a run ends with.
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

    /// When the program ends so, in a line of its help.
    public var summary: String {
        switch self {
        case .done: "all went well; training that was stopped by a signal, too"
        case .failed: "a layer or a run failed, or the loss is no number"
        case .usage: "there is no such command, flag or value"
        case .badFile: "a file is damaged or does not fit: weights, snapshot, records, images"
        case .noFile: "a file is not there or cannot be read"
        case .outOfMemory: "the net needs more memory than there is"
        case .cannotWrite:
            "a file cannot be written: no room, no permission, or it is there already"
        case .folderInUse:
            "a studio serves the folder of jobs already, or crema walkthrough is at work in it"
        case .badDefinition: "the text of a net or a solver is wrong"
        case .layerTimeout: "a layer in Python took longer than --layer-timeout"
        }
    }
}
