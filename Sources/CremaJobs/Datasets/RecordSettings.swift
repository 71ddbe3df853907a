public import CremaData
import CremaProto

/// In which files a data set keeps its images, and what its records hold of them: a part of the
/// settings of each kind of data set whose images come in any size.
public struct RecordSettings: OptionSettings, Equatable {
    /// In which files images and targets are written.
    public var backend = DatasetBackend.lmdb
    /// What an LMDB record holds of an image.
    public var encoding = ImageEncoding.pixels
    /// The quality of JPEG files.
    public var jpegQuality = 90
    /// How HDF5 files are compressed.
    public var compression = DatasetCompression.uncompressed

    /// Plain pixels in LMDB.
    public init() {}

    /// What is wrong with an encoding that loses something where there are no image files.
    ///
    /// PNG loses nothing, so it makes no difference in HDF5 files.
    public func check() -> FormErrors {
        guard backend == .hdf5, encoding == .jpg else { return FormErrors() }
        return FormErrors([Self.encodingOption.name: [Phrase("form.hdf5_encoding")]])
    }

    /// Completes what a builder makes of the images.
    func complete(_ format: inout DatasetBuilder.Format) {
        format.backend = backend
        format.encoding = encoding
        format.jpegQuality = jpegQuality
        format.compression = compression
    }
}

// MARK: - Options

extension RecordSettings {
    /// The options, in the order of the form.
    public static let groups = [SettingGroup(records)]

    private static let records: [Setting<RecordSettings>] = [
        Setting(
            OptionDescription(
                "backend",
                .choice([.init("lmdb", "LMDB"), .init("hdf5", "HDF5")]),
                label: "DB backend",
                help: "LMDB keeps images as bytes, and each model crops them and subtracts a mean "
                    + "as it likes. HDF5 keeps floats, with the mean image subtracted for all "
                    + "models."
            ),
            \.backend
        ),
        Setting(
            OptionDescription(
                "compression",
                .choice([.init("none", "None"), .init("gzip", "GZIP")]),
                label: "DB compression",
                help: "Whether the HDF5 files are compressed. They become smaller, but building "
                    + "and reading them takes longer.",
                shownWhere: .init("backend", is: "hdf5")
            ),
            \.compression
        ),
        Setting(encodingOption, \.encoding),
        Setting(
            OptionDescription(
                "jpeg_quality",
                .integer(1...100),
                unit: "%",
                label: "JPEG quality",
                help: "Higher means larger records and finer detail. Below about 80, the loss is "
                    + "visible.",
                shownWhere: .init("encoding", is: "jpg")
            ),
            \.jpegQuality
        ),
    ]

    private static let encodingOption = OptionDescription(
        "encoding",
        .choice([
            .init("none", "None"), .init("png", "PNG (lossless)"), .init("jpg", "JPEG (lossy)"),
        ]),
        label: "Image encoding",
        help: "What each LMDB record holds: plain pixels, which are fastest to read, or a smaller "
            + "PNG or JPEG image, which is decoded whenever it is read."
    )
}

extension DatasetBackend: OptionConvertible {}
extension DatasetCompression: OptionConvertible {}
extension ImageEncoding: OptionConvertible {}
