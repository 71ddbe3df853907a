import CremaProto
public import Foundation

/// A trained model for use elsewhere: files that belong in one folder.
///
/// No prototxt among them names a folder of this machine. The layer file goes next to the nets,
/// where it is looked for. The data set's databases are not included; to train further, put them
/// there.
public struct ModelExport: Sendable {
    /// The content of a file: that of a file on this machine, or a text.
    public enum Content: Sendable, Equatable {
        case file(URL)
        case text(String)
    }

    /// The files, by name.
    public private(set) var files: [String: Content] = [:]

    /// A model with one of its snapshots, given by its file name.
    ///
    /// Throws `JobError` if the data set is gone.
    public init(of folder: JobFolder, snapshot: String, epoch: Double) throws {
        let data = try ModelData(of: folder)
        add([snapshot, "original.prototxt", "deploy.prototxt"], of: folder)
        addLayerFiles(of: folder, snapshot: snapshot)
        files["labels.txt"] = .file(URL(fileURLWithPath: data.dataset.labelsFile))
        let mean = URL(fileURLWithPath: data.dataset.meanFile)
        if FileManager.default.fileExists(atPath: mean.path) {
            files[mean.lastPathComponent] = .file(mean)
        }
        try addTrainVal(data, of: folder)
        try addSolver(of: folder)
        let info = Info(try folder.job(), data, snapshot: snapshot, epoch: epoch, files: files)
        files["info.json"] = .text(try info.json())
    }

    /// Places the files in an empty folder.
    ///
    /// Files of this machine are linked if the folder is on the same disk, and copied otherwise.
    public func write(to folder: URL) throws {
        for (name, content) in files {
            let place = folder.appendingPathComponent(name)
            switch content {
            case .text(let text): try Data(text.utf8).write(to: place)
            case .file(let file):
                let source = file.resolvingSymlinksInPath()
                do {
                    try FileManager.default.linkItem(at: source, to: place)
                } catch {
                    try FileManager.default.copyItem(at: source, to: place)
                }
            }
        }
    }

    private mutating func add(_ names: [String], of folder: JobFolder) {
        for name in names where folder.has(name) { files[name] = .file(folder.file(name)) }
    }

    /// Adds the code of layers, under the names that the nets use: what the snapshot was trained
    /// with, if it was kept, otherwise the code in the model's folder.
    private mutating func addLayerFiles(of folder: JobFolder, snapshot: String) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        // A name that begins with a dash would be an option to the program that packs it.
        let sources = names.filter { name in
            name.hasSuffix(".py") && !name.hasPrefix(".") && !name.hasPrefix("-")
        }
        add(sources.filter { !$0.hasPrefix("snapshot_iter_") }, of: folder)
        let stem = snapshot.prefix { $0 != "." } + "."
        for kept in sources where kept.hasPrefix(stem) {
            files[String(kept.dropFirst(stem.count))] = .file(folder.file(kept))
        }
    }

    /// Adds the nets of training and validation, which find mean and databases next to them.
    private mutating func addTrainVal(_ data: ModelData, of folder: JobFolder) throws {
        var net = data.trainVal
        for index in net.layer.indices where net.layer[index].isData {
            if net.layer[index].transformParam.hasMeanFile {
                let path = net.layer[index].transformParam.meanFile
                let mean = URL(fileURLWithPath: path, relativeTo: folder.url)
                guard FileManager.default.fileExists(atPath: mean.path) else {
                    throw JobError(Phrase("job_error.no_mean", ["file": mean.path]))
                }
                files[mean.lastPathComponent] = .file(mean)
                net.layer[index].transformParam.meanFile = mean.lastPathComponent
            }
            let database = URL(fileURLWithPath: net.layer[index].recordSource)
            net.layer[index].recordSource = database.lastPathComponent
        }
        files["train_val.prototxt"] = .text(
            "# To train further, put the databases of the data set next to this file.\n"
                + net.prototxt()
        )
    }

    /// Adds the solver, which finds the nets next to it and leaves its snapshots there.
    private mutating func addSolver(of folder: JobFolder) throws {
        let path = folder.file("solver.prototxt").path
        var solver = try SolverParameter.read(prototxt: path).message
        solver.net = "train_val.prototxt"
        solver.snapshotPrefix = "snapshot"
        files["solver.prototxt"] = .text(solver.prototxt())
    }
}
