/// The part of a batch that one worker computes: its images, in every blob that
/// has the batch outermost.
///
/// A batch is cut into `total` parts of which this is number `index`. The cut depends only on the
/// extent of the outermost axis, so a share of the bottom and of the top hold the same images.
public struct Share: Hashable, Sendable {
    /// Which part, from 0 on.
    public let index: Int
    /// The number of parts.
    public let total: Int

    /// A part of a batch.
    public init(index: Int, of total: Int) {
        precondition(total > 0 && (0..<total).contains(index))
        self.index = index
        self.total = total
    }

    /// All of a batch, on the thread that called.
    public static let whole = Share(index: 0, of: 1)

    /// The images of this share of a batch.
    public func images(of count: Int) -> Range<Int> {
        count * index / total..<count * (index + 1) / total
    }
}
