import CremaProto

/// A net's prototxt, in the form of today and in both forms before it.
struct NetTextFormat: FileFormat {
    static let name = "prototxt"
    let samples = [SampleNets.text, SampleNets.v1, SampleNets.v0].map { Array($0.utf8) }
    let pieces = PrototxtPieces.all

    func read(_ path: String) throws {
        let text = try NetParameter.read(prototxt: path)
        _ = text.message.prototxt()
    }
}
