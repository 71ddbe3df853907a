public import CremaProto

/// A layer of a net whose code is in Python.
public struct PythonLayerUse: Sendable, Equatable {
    /// Its number in the prototxt.
    public let index: Int
    /// Its name.
    public let name: String
    /// `python_param.module`.
    public let module: String
    /// `python_param.layer`.
    public let className: String
    /// The nets it belongs to.
    public let stages: Set<NetStage>
    /// Whether it writes into the blob that it reads.
    public let isInPlace: Bool

    /// The name of the module that is a model's own layer file.
    public static let fileModule = "digits_python_layers"
    /// The name of that file in the model's folder.
    public static let fileName = "digits_python_layers.py"
}

extension Prototxt<NetParameter> {
    /// The layers whose code is in Python, in the order of the net.
    ///
    /// Throws `PrototxtError` if one does not name its class and module.
    public func pythonLayers() throws -> [PythonLayerUse] {
        let stages = try stages()
        return try message.layer.enumerated().compactMap { index, layer in
            guard layer.type == "Python" else { return nil }
            for (value, field) in [
                (layer.pythonParam.module, "module"), (layer.pythonParam.layer, "layer"),
            ] where value.isEmpty {
                throw error(
                    ofLayer: index,
                    field: "python_param",
                    "a Python layer needs its \"\(field)\" in python_param"
                )
            }
            return PythonLayerUse(
                index: index,
                name: layer.name,
                module: layer.pythonParam.module,
                className: layer.pythonParam.layer,
                stages: stages[index],
                isInPlace: !layer.top.isEmpty && layer.top == layer.bottom
            )
        }
    }

    /// The text with its Python layers limited to training, so validation and deployment see whole
    /// images; nil if no Python layer changes what validation sees.
    ///
    /// Everything else in the text stays unchanged, even comments. Throws `PrototxtError` with the
    /// reason if a layer cannot be removed.
    public func validatingOnWholeImages() throws -> String? {
        let affected = try pythonLayers().filter {
            $0.stages.contains(.val) && $0.stages.contains(.train)
                && !message.layer[$0.index].isLoss
        }
        guard !affected.isEmpty else { return nil }
        var bytes = Array(text.utf8)
        // From the end, so the offsets before it stay valid.
        for use in affected.reversed() {
            guard use.isInPlace else {
                throw error(
                    ofLayer: use.index,
                    field: "top",
                    "only a layer in place can be taken out of validation; this one makes "
                        + "a blob of its own, \"\(message.layer[use.index].top.first ?? "")\", "
                        + "which other layers read"
                )
            }
            guard message.layer[use.index].include.isEmpty, message.layer[use.index].exclude.isEmpty
            else {
                throw error(
                    ofLayer: use.index,
                    field: "include",
                    "the layer has rules of its own; change them to include { stage: \"train\" }"
                )
            }
            guard let place = place(ofLayer: use.index) else { continue }
            let rule = insertion(before: place.bodyEnd, of: place, in: bytes)
            bytes.insert(contentsOf: rule.text.utf8, at: rule.offset)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// What to insert, and where; the rule gets a line of its own if the block has lines.
    private func insertion(
        before end: Int,
        of layer: PrototxtLayer,
        in bytes: [UInt8]
    ) -> (offset: Int, text: String) {
        let rule = "include { stage: \"train\" }"
        let lineStart = bytes[..<end].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let isBraceFirst = bytes[lineStart..<end].allSatisfy { $0 == 0x20 || $0 == 0x09 }
        guard isBraceFirst, lineStart > layer.bodyStart else { return (end, " \(rule) ") }
        let indent = String(decoding: bytes[lineStart..<end], as: UTF8.self)
        return (lineStart, "\(indent)  \(rule)\n")
    }
}
