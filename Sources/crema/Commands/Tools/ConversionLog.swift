import CremaData
import CremaEngine

extension Log {
    /// Writes down what happens in a conversion as Caffe's tool does whose file is named.
    func listen(as file: String) -> (ConversionEvent) -> Void {
        { event in
            switch event {
            case .note(let note): info(file, note)
            case .skipped(let path, let reason):
                error("io.cpp", "Could not open or find file \(path) (\(reason))")
            }
        }
    }
}
