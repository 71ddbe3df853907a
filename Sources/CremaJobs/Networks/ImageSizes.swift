public import CremaProto
import Foundation

/// The images that a network can take, and those that it was made for.
public struct ImageSizes: Sendable, Equatable {
    /// The smallest side, in pixels, with which every layer still has something to compute.
    public let least: Int
    /// The side of the images that it was made for, before any crop.
    public let usual: Int
    /// 1 (grey), 3 (colour), or both.
    public let channels: Set<Int>
    /// Whether it was made for grey images.
    public let isUsuallyGrey: Bool

    /// Sizes from a smallest side on.
    public init(
        least: Int,
        usual: Int,
        channels: Set<Int> = [1, 3],
        isUsuallyGrey: Bool = false
    ) {
        self.least = least
        self.usual = usual
        self.channels = channels
        self.isUsuallyGrey = isUsuallyGrey
    }

    /// Whether the images of a data set can be taken, cut to squares of `cropSize` if there is one.
    public func take(_ dataset: DatasetFolder, cropSize: Int? = nil) -> Bool {
        let side = min(dataset.width, dataset.height)
        return min(side, cropSize ?? side) >= least && channels.contains(dataset.channels)
    }

    /// What can be taken, in words.
    public var phrase: Phrase {
        let key =
            switch (channels.contains(1), channels.contains(3)) {
            case (true, true): "network.takes_any"
            case (true, false): "network.takes_grey"
            default: "network.takes_colour"
            }
        return Phrase(key, ["least": "\(least)"])
    }

    /// How far they are from the images of a data set: 0 for those that it was made for.
    func distance(to dataset: DatasetFolder) -> Double {
        let side = Double(max(1, min(dataset.width, dataset.height)))
        let hasUsualColours = (dataset.channels == 1) == isUsuallyGrey
        return abs(log(side / Double(usual))) + (hasUsualColours ? 0 : 0.2)
    }
}
