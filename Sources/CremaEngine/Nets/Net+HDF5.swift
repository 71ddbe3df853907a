public import CremaData

/// Weights in HDF5: `/data/LAYER/IDX` holds parameter `IDX` of a layer, as 32-bit floats.
///
/// Every layer has a group, even without parameters. A parameter that several layers share is there
/// once, with its owner. A layer called `a/b` is the group `b` in the group `a`; where a name has
/// no slash, Caffe reads the file and writes the same.
extension Net {
    /// Writes the weights, and their gradients under `/diff` where asked for,
    /// in full or not at all.
    ///
    /// Throws where HDF5 cannot hold the layers' names.
    public func saveHDF5(to path: String, withDiff: Bool = false) throws {
        try checkHDF5Names()
        let file = HDF5Writer(path: path)
        for (number, node) in nodes.enumerated() {
            try file.makeGroup("data/\(node.layer.name)")
            for (index, blob) in node.layer.blobs.enumerated() where owns(index, of: number) {
                let values = blob.data.read()
                try file.add("data/\(node.layer.name)/\(index)", values, extents: blob.shape.dims)
            }
            guard withDiff else { continue }
            try file.makeGroup("diff/\(node.layer.name)")
            for (index, blob) in node.layer.blobs.enumerated() {
                let values = blob.diff.read()
                try file.add("diff/\(node.layer.name)/\(index)", values, extents: blob.shape.dims)
            }
        }
        try file.save()
    }

    /// Takes the weights of the layers that have the same names here.
    ///
    /// Returns the names of those that took some. Throws where a layer has more parameters in the
    /// file, or lacks one that it does not share, or where one has another shape.
    @discardableResult
    public func copyTrainedLayers(from file: HDF5File, log: Log = .none) throws -> Set<String> {
        guard try file.contains("data") else {
            throw EngineError("\(file.path): no weights: the group \"data\" is missing")
        }
        var taken: Set<String> = []
        for group in try file.groups(from: "data").dropFirst() {
            let name = String(group.path.dropFirst("data/".count))
            if let number = number(ofLayer: name, hasParameters: !group.datasets.isEmpty) {
                try copy(group, of: file, to: number)
                if !group.datasets.isEmpty { taken.insert(name) }
            } else if !group.datasets.isEmpty || group.groups.isEmpty {
                log.info("net.cpp", "Ignoring source layer \(name)")
            }
        }
        return taken
    }

    private func copy(_ group: HDF5File.Group, of file: HDF5File, to number: Int) throws {
        let layer = nodes[number].layer
        guard group.datasets.count <= layer.blobs.count else {
            throw EngineError(
                layer: layer.name,
                "\(file.path) has \(group.datasets.count) parameters for this layer, the net "
                    + "\(layer.blobs.count)"
            )
        }
        for (index, blob) in layer.blobs.enumerated() {
            guard group.datasets.contains("\(index)") else {
                // Its owner brings a shared one.
                guard owns(index, of: number) else { continue }
                throw EngineError(layer: layer.name, "\(file.path) lacks parameter \(index)")
            }
            let path = "\(group.path)/\(index)"
            let extents = try file.extents(of: path)
            guard extents == blob.shape.dims else {
                throw EngineError(
                    layer: layer.name,
                    "cannot copy parameter \(index): the file's shape is \(Shape(extents)), "
                        + "the net's \(blob.shape); to learn this layer from scratch rather "
                        + "than copy it, rename it"
                )
            }
            try file.read(path, into: blob.data.write())
        }
    }

    /// The first layer of a name; where there are parameters to copy, the first that has some.
    private func number(ofLayer name: String, hasParameters: Bool) -> Int? {
        let named = nodes.indices.filter { nodes[$0].layer.name == name }
        return named.first { !hasParameters || !nodes[$0].layer.blobs.isEmpty } ?? named.first
    }

    /// Whether a parameter of a layer is its own, and not one that another layer shares with it.
    private func owns(_ index: Int, of number: Int) -> Bool {
        parameters.contains { $0.layer == number && $0.index == index }
    }

    /// Throws where the layers' names do not make paths of their own in an HDF5 file.
    func checkHDF5Names() throws {
        var datasets: Set<String> = []
        for node in nodes {
            let name = node.layer.name
            let parts = name.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.allSatisfy({ !$0.isEmpty && $0 != "." && !$0.utf8.contains(0) }) else {
                throw unfitForHDF5(name, "a part of its name is empty, \".\" or contains a zero")
            }
            for index in node.layer.blobs.indices
            where !datasets.insert("\(name)/\(index)").inserted {
                throw unfitForHDF5(name, "two layers with this name have parameters")
            }
        }
        for node in nodes {
            var path = ""
            for part in node.layer.name.split(separator: "/") {
                path += path.isEmpty ? "\(part)" : "/\(part)"
                guard !datasets.contains(path) else {
                    throw unfitForHDF5(
                        node.layer.name,
                        "\"\(path)\" is a parameter of another layer"
                    )
                }
            }
        }
    }

    private func unfitForHDF5(_ layer: String, _ reason: String) -> EngineError {
        EngineError(
            layer: layer,
            "an HDF5 file cannot hold its weights: \(reason); rename the layer, or set "
                + "snapshot_format: BINARYPROTO"
        )
    }
}
