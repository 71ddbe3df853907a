import CremaProto

/// The memory that a net will take at least, added up while it is built.
///
/// Only what no room was made for yet counts: what is there is no longer free. Devices may take
/// more, for orders of their own.
struct MemoryNeed {
    private var bytes = 0
    private var counted: Set<ObjectIdentifier> = []

    /// Adds what a layer will take for its tops and, where it learns, for gradients.
    ///
    /// Throws where there is not so much.
    mutating func add(_ node: Net.Node, learns: Bool) throws {
        for top in node.tops {
            add(top.data)
            if learns, node.needsBackward { add(top.diff) }
        }
        for blob in node.layer.blobs {
            add(blob.data)
            if learns { add(blob.diff) }
        }
        let error = OutOfMemory.error(
            of: "the net up to this layer",
            needing: bytes,
            remedy: "a smaller batch_size needs less"
        )
        if var error {
            error.layer = node.layer.name
            throw error
        }
    }

    private mutating func add(_ memory: Memory) {
        guard counted.insert(ObjectIdentifier(memory.storage)).inserted else { return }
        bytes = bytes.addingSaturated(memory.storage.bytesToCome)
    }
}
