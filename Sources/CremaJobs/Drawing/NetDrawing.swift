public import CremaProto
import Foundation

/// A net as a drawing: layers as boxes, blobs as octagons between them.
public struct NetDrawing {
    private let net: NetParameter
    private var lines: [String] = []
    private var blobs: Set<String> = []

    /// A drawing of the nets for training and validation, put into one.
    ///
    /// Throws `PrototxtError` where a layer's type is unknown, or it has rules of both kinds.
    public init(_ net: Prototxt<NetParameter>) throws {
        try net.checkLayerTypes()
        let stages = try net.stages()
        var shown = net.message
        shown.layer = zip(net.message.layer, stages)
            .filter { !$1.isDisjoint(with: [.train, .val]) }.map(\.0)
        self.init(shown)
    }

    /// A drawing of all layers of a net.
    public init(_ net: NetParameter) {
        self.net = net
        for (index, layer) in net.layer.enumerated() { draw(layer, id: "layer\(index)") }
    }

    /// The drawing in Graphviz's language.
    public var dot: String {
        """
        digraph \(Self.quoted(net.name.isEmpty ? "Net" : net.name)) {
          rankdir=TB; bgcolor="transparent"; fontname="Helvetica";
          node [fontname="Helvetica", fontsize=11, style=filled, color="#00000033"];
          edge [color="#55595c", arrowsize=0.7, fontname="Helvetica", fontsize=9];
          \(lines.joined(separator: "\n  "))
        }

        """
    }

    /// The drawing as SVG, made by Graphviz's `dot`.
    ///
    /// Throws `JobError` where `dot` is not installed, fails, or takes longer than the limit.
    public func svg(timeLimit: Duration = .seconds(20)) throws -> String {
        let output = try ProcessText.run(
            ["dot", "-Tsvg"],
            input: dot,
            timeLimit: timeLimit,
            missing: "Graphviz draws networks; install it with \"apt-get install graphviz\""
        )
        guard let start = output.range(of: "<svg") else {
            throw JobError("dot -Tsvg wrote no drawing")
        }
        return String(output[start.lowerBound...])
    }

    private mutating func draw(_ layer: LayerParameter, id: String) {
        let style = LayerStyle(layer)
        let label = ([layer.name, layer.type] + style.details).map(Self.escaped)
            .joined(separator: "\\n")
        let corners = layer.type == "Python" ? "rounded,filled,bold" : "rounded,filled"
        lines.append(
            "\(id) [shape=box, style=\"\(corners)\", fillcolor=\"\(style.color)\", label=\"\(label)\"];"
        )
        let inPlace = Set(layer.bottom).intersection(layer.top)
        for bottom in layer.bottom {
            let arrow =
                inPlace.contains(bottom) ? " [dir=both, style=dashed, label=\"in place\"]" : ""
            lines.append("\(blob(bottom)) -> \(id)\(arrow);")
        }
        for top in layer.top where !inPlace.contains(top) {
            let label = style.edge.isEmpty ? "" : " [label=\"\(Self.escaped(style.edge))\"]"
            lines.append("\(id) -> \(blob(top))\(label);")
        }
    }

    /// The name of a blob's node, which is drawn when it is first met.
    private mutating func blob(_ name: String) -> String {
        let id = Self.quoted("blob \(name)")
        if blobs.insert(name).inserted {
            lines.append(
                "\(id) [shape=octagon, fillcolor=\"#e0e0e0\", label=\(Self.quoted(name))];"
            )
        }
        return id
    }

    private static func quoted(_ text: String) -> String { "\"\(escaped(text))\"" }

    /// Text for between a label's quotes; control characters would end or bend it.
    private static func escaped(_ text: String) -> String {
        text.unicodeScalars.prefix(200).reduce(into: "") { result, scalar in
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case _ where scalar.properties.generalCategory == .control: result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
    }
}
