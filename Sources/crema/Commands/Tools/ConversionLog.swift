import CremaData
import CremaEngine
import CremaRuns

extension Log {
    /// Logs the events of a conversion like Caffe's tool whose file is given, and shows the
    /// progress on a line.
    func listen(as file: String, line: ProgressLine? = nil) -> (ConversionEvent) -> Void {
        { event in
            switch event {
            case .note(let note): info(file, note)
            case .warning(let words): warning(file, words)
            case .progress(let done, let total):
                line?.show(RunProgress(task: "convert", done: done, total: total))
            case .skipped(let path, let reason):
                error("io.cpp", "Could not open or find file \(path) (\(reason))")
            }
        }
    }
}
