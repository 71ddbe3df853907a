import CremaProto
import Foundation

/// What the program says of a net that was made from a network, at the layer's line in that.
///
/// The program names the line of the file that was made:
/// `train_val.prototxt:12:3: layer "conv": …`.
func networkSentence(_ words: String, in folder: URL, of network: String) -> String {
    let words = ImageTester.withoutLogHead(words)
        .replacingOccurrences(of: folder.path + "/", with: "")
    return networkSentence(words, of: network) ?? words
}

/// The same about a file without a folder; nil if it is not about a layer.
func networkSentence(_ words: String, of network: String) -> String? {
    guard
        let found = words.prefixMatch(
            of: #/train_val\.prototxt:\d+:\d+: (layer "([^"]*)".*)/#.dotMatchesNewlines()
        )
    else { return nil }
    // What cannot be read has no lines to name.
    let net = try? NetParameter.read(text: network, file: "network")
    let index = net?.message.layer.firstIndex { $0.name == found.2 }
    guard let net, let index, let place = net.position(ofLayer: index) else {
        return String(found.1)
    }
    return "\(place): \(found.1)"
}
