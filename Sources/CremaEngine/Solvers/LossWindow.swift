/// The mean of the last `average_loss` losses, which is what the log shows.
struct LossWindow: Codable, Equatable, Sendable {
    private var losses: [Float] = []
    private var count = 0
    private var mean: Float = 0

    /// Whether the numbers can be those of a window, as numbers read from a file might not be.
    var isSound: Bool { (losses.count...Int.max / 2).contains(count) }

    /// Adds a loss, which replaces the oldest once there are `size` of them, and returns the mean.
    mutating func add(_ loss: Float, size: Int) -> Float {
        if losses.count < size {
            losses.append(loss)
            mean += (loss - mean) / Float(losses.count)
        } else {
            let oldest = count % losses.count
            mean += (loss - losses[oldest]) / Float(losses.count)
            losses[oldest] = loss
        }
        count += 1
        return mean
    }
}
