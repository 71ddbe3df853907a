import CremaData
import CremaEngine
public import CremaProto

/// A run of one net.
public protocol NetRun: Run {
    /// The net's prototxt.
    var model: String { get }
    /// The phase, level and stages that decide on its layers.
    var state: NetState { get throws }
}

extension NetRun {
    /// The net's text.
    var netFile: NetFile {
        get throws { try NetFile(path: model, state: state) }
    }

    /// Whether the net has layers written in Python.
    public func needsPython() throws -> Bool { try netFile.needsPython() }

    /// The folder of the net, which is searched for its layers written in Python.
    public func folders() throws -> [String] { [Folder.parent(of: model)] }
}
