import CremaJobs
import CremaProto
import Foundation

/// The pretrained models, and the forms that add one.
struct PretrainedView: View {
    static let template = "Pretrained"

    struct Row: Sendable {
        var id: String
        var name: String
        /// Size and colours of the images that it was trained on.
        var note: String
    }

    var models: [Row]
    /// The name that was typed.
    var name: String
    /// What is wrong with what was sent.
    var errors: [String]
}

extension PretrainedView.Row {
    init(_ model: PretrainedModel, _ words: Words) {
        id = model.id
        name = model.name
        let colours = Phrase(model.channels == 1 ? "dataset.grey" : "dataset.colour")
        let size = Phrase(
            "pretrained.size",
            ["width": "\(model.width)", "height": "\(model.height)", "colours": colours]
        )
        note = words.text(size)
    }
}
