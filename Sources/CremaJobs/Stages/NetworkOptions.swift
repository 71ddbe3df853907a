/// The form's options for the nets of a model, besides their prototxt.
public struct NetworkOptions: Codable, Sendable, Equatable {
    /// What is subtracted from each image.
    public enum Mean: String, Codable, Sendable, CaseIterable {
        /// Nothing.
        case none
        /// The mean image of the data set.
        case image
        /// The mean of each channel.
        case pixel
    }

    /// Images per step; nil leaves it to the prototxt, whose default is 16.
    public var batchSize: Int?
    /// The side of the square cut from each image; nil leaves it to the prototxt.
    public var cropSize: Int?
    /// What is subtracted from each image.
    public var mean: Mean

    /// Options; the defaults are the form's.
    public init(batchSize: Int? = nil, cropSize: Int? = nil, mean: Mean = .image) {
        self.batchSize = batchSize
        self.cropSize = cropSize
        self.mean = mean
    }
}
