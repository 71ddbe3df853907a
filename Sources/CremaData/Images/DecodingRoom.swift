/// The memory that one image takes while it is decoded and brought into form.
///
/// All images of a process share `limit` bytes: who would go beyond waits until others have left,
/// in the order of asking. An image that alone is larger is decoded alone. So what is decoded at
/// once is bounded by bytes, whatever the number of threads and the size of the images.
public final class DecodingRoom {
    /// What the images of a process may take at once, in bytes.
    static let limit = 512 << 20
    /// From so many bytes on an image is worth a copy of what is cut out of it.
    private static let largeSize = 8 << 20

    private static let monitor = Monitor()
    // Guarded by the monitor.
    nonisolated(unsafe) private static var used = 0
    nonisolated(unsafe) private static var nextTicket = 0
    nonisolated(unsafe) private static var servedTicket = 0

    private var held = 0

    /// A room in which nothing is yet.
    public init() {}

    deinit { leave() }

    /// Whether the image is so large that its memory should not be kept while waiting.
    public var isLarge: Bool { held >= Self.largeSize }

    /// Waits until there is memory for so many bytes, and takes it.
    ///
    /// A room that has some already takes more without waiting: two that wait for each other would
    /// never end.
    func take(_ bytes: Int) {
        Self.monitor.locked {
            if held == 0 {
                let ticket = Self.nextTicket
                Self.nextTicket += 1
                while Self.servedTicket != ticket
                    || (Self.used > 0 && bytes > Self.limit - Self.used)
                {
                    Self.monitor.wait()
                }
                Self.servedTicket += 1
            }
            Self.used += bytes
            held += bytes
            Self.monitor.tellAll()
        }
    }

    /// Gives the memory back; the image must not be used any more.
    public func leave() {
        guard held > 0 else { return }
        Self.monitor.locked {
            Self.used -= held
            Self.monitor.tellAll()
        }
        held = 0
    }
}
