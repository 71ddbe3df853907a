import CremaJobs
import CremaProto
import CremaRuns

/// The images of a list that a model takes most surely for each class.
struct LikeliestView: View {
    static let template = "Likeliest"

    var job: JobRow
    var snapshot: String
    var classes: [ShownClass]

    /// A class with its images, the likeliest first.
    struct ShownClass: Sendable {
        var name: String
        var images: [ShownPicture]
    }

    /// An image, and how likely it is of its class.
    struct ShownPicture: Sendable {
        var source: String
        var name: String
        var percent: String
    }
}

extension LikeliestView {
    static func classes(
        _ result: InferManyRun.Result,
        labels: [String],
        at path: String,
        _ words: Words
    ) -> [ShownClass] {
        result.best.enumerated().map { number, images in
            ShownClass(
                name: number < labels.count ? labels[number] : "\(number)",
                images: images.map { image in
                    ShownPicture(
                        source: "\(path)/\(image.picture)",
                        name: result.images[image.image].name,
                        percent: words.text(Wording.percent(image.percent, digits: 2))
                    )
                }
            )
        }
    }

    /// `{"cat": [["cats/1.png", 98.76], …], …}`.
    static func reply(
        _ result: InferManyRun.Result,
        labels: [String]
    ) -> [String: [InferRun.Prediction]] {
        let classes = result.best.enumerated().map { number, images in
            (
                number < labels.count ? labels[number] : "\(number)",
                images.map { image in
                    InferRun.Prediction(
                        label: result.images[image.image].name,
                        percent: image.percent
                    )
                }
            )
        }
        return Dictionary(classes) { $1 }
    }
}
