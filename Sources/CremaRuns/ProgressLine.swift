import CremaData
public import CremaEngine
import CremaProto

#if canImport(Glibc)
    import Glibc
#endif

/// How far a run is.
public struct RunProgress: Sendable {
    /// What is being done: `train`.
    public var task: String
    /// The iterations, batches or images that are done.
    public var done: Int
    /// How many there will be.
    public var total: Int
    /// The images in each of them.
    public var images: Int
    /// The newest loss, if there is one.
    public var loss: Float?

    /// The state of a run; without `images`, each step is one image.
    public init(task: String, done: Int, total: Int, images: Int = 1, loss: Float? = nil) {
        self.task = task
        self.done = done
        self.total = total
        self.images = images
        self.loss = loss
    }
}

/// A line at the bottom of a terminal that shows the progress; the log scrolls by above it.
///
/// If the standard error output is not a terminal, or is one that cannot redraw a line
/// (`TERM=dumb`), the log is plain and nothing else is written.
public final class ProgressLine: Sendable {
    private struct State {
        var text = ""
        var task = ""
        var start = (done: 0, time: ContinuousClock.now)
        var lastDrawn: ContinuousClock.Instant?
    }

    private let isShown: Bool
    private let state = Guarded(State())

    /// A line that is empty until there is something to show.
    public init() {
        let terminal = PythonInterpreter.environmentValue("TERM") ?? ""
        isShown = isatty(STDERR_FILENO) == 1 && terminal != "" && terminal != "dumb"
    }

    /// The log of the program, above the line.
    public var log: Log {
        guard isShown else { return .program }
        return LogSettings.ofEnvironment.log { line in
            self.state.withLock { Self.write("\(Self.erase)\(line)\n\($0.text)") }
        }
    }

    /// Redraws the line, ten times per second at most.
    public func show(_ progress: RunProgress) {
        guard isShown else { return }
        state.withLock { state in
            let now = ContinuousClock.now
            if state.task != progress.task {
                state.task = progress.task
                state.start = (progress.done, now)
                state.lastDrawn = nil
            }
            if let last = state.lastDrawn, now - last < .milliseconds(100) { return }
            state.lastDrawn = now
            let seconds = (now - state.start.time) / .seconds(1)
            let text = progress.text(since: state.start.done, seconds: seconds)
            state.text = String(text.prefix(Self.width - 1))
            Self.write(Self.erase + state.text)
        }
    }

    /// Hides the line until it is redrawn; the next output takes its place.
    public func hide() {
        state.withLock { state in
            if !state.text.isEmpty { Self.write(Self.erase) }
            (state.text, state.lastDrawn) = ("", nil)
        }
    }

    /// Removes the line for good: what is shown later belongs to another run.
    public func end() {
        hide()
        state.withLock { $0 = State() }
    }

    private static let erase = "\r\u{1B}[2K"

    private static var width: Int {
        var size = winsize()
        let isKnown = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 1
        return isKnown ? Int(size.ws_col) : 80
    }

    private static func write(_ text: String) {
        var bytes = Array(text.shown.utf8)
        bytes.withUnsafeMutableBytes { _ = Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}

extension RunProgress {
    /// `train 1250/10000 12 %  loss 0.0123  9234 images/s  1:20 left`, from the work done and the
    /// seconds it took.
    func text(since start: Int, seconds: Double) -> String {
        var parts = ["\(task) \(done)/\(total) \(100 * done / max(total, 1)) %"]
        if let loss { parts.append("loss \(caffeText(loss))") }
        let rate = seconds > 0 ? Double(done - start) / seconds : 0
        if rate > 0 {
            let speed = rate * Double(images)
            parts.append("\(caffeText(speed < 100 ? speed : speed.rounded())) images/s")
            parts.append("\(Self.time(Double(total - done) / rate)) left")
        }
        return parts.joined(separator: "  ")
    }

    /// `1:20`, `2:05:09`.
    private static func time(_ seconds: Double) -> String {
        let whole = Int(min(max(seconds, 0), 1e9).rounded(.up))
        let two = { (number: Int) in (number < 10 ? "0" : "") + String(number) }
        let minutes = whole / 60 % 60
        return whole < 3600
            ? "\(minutes):\(two(whole % 60))" : "\(whole / 3600):\(two(minutes)):\(two(whole % 60))"
    }
}
