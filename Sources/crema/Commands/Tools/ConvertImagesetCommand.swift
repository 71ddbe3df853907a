import ArgumentParser
import CremaData
import CremaEngine
import CremaRuns

/// `crema convert_imageset ROOTFOLDER/ LISTFILE DB_NAME`: a list of image files as a database.
struct ConvertImagesetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert_imageset",
        abstract: "Writes a list of image files into a database.",
        usage: "crema convert_imageset [FLAGS] ROOTFOLDER/ LISTFILE DB_NAME",
        discussion: """
            Each line of LISTFILE is a path, a space and a label; ROOTFOLDER/ is put before each \
            path. Images that cannot be read are left out.
            """
    )

    @Flag(name: .caffe("gray"), help: "Makes the images grey.")
    var gray = false

    @Flag(name: .caffe("shuffle"), help: "Shuffles the images.")
    var shuffle = false

    @Option(name: .caffe("backend"), help: "The kind of database: lmdb or leveldb.")
    var backend = "lmdb"

    @Option(name: .caffe("resize_width"), help: "The width to resize images to; 0 keeps it.")
    var resizeWidth = 0

    @Option(
        name: .caffe("resize_height"),
        help: "The height to resize images to; 0 keeps it."
    )
    var resizeHeight = 0

    @Flag(name: .caffe("check_size"), help: "Stops at an image whose size differs.")
    var checkSize = false

    @Flag(name: .caffe("encoded"), help: "Stores the images encoded, as in a file.")
    var encoded = false

    @Option(
        name: .caffe("encode_type"),
        help: "The encoding of stored images: png, jpg, …"
    )
    var encodeType = ""

    @Option(help: "The seed for shuffling (default: a new one each time).")
    var seed: UInt64?

    @Argument(help: "ROOTFOLDER/, LISTFILE and DB_NAME.")
    var words: [String] = []

    func run() throws {
        try Self.check(words, are: 3...)
        let line = ProgressLine()
        defer { line.end() }
        let log = line.log
        let file = "convert_imageset.cpp"
        var conversion = try ImageSetConversion(list: words[1], root: words[0], options: options)
        if shuffle {
            log.info(file, "Shuffling data")
            conversion.shuffle(seed: seed ?? .random(in: 0 ... .max))
        }
        log.info(file, "A total of \(conversion.images.count) images.")
        if !encodeType.isEmpty, !encoded {
            log.info(file, "encode_type specified, assuming encoded=true.")
        }
        try conversion.write(
            to: NewDatabase(path: words[2], backend: backend),
            tell: log.listen(as: file, line: line)
        )
    }

    private var options: ImageSetConversion.Options {
        get throws {
            var options = ImageSetConversion.Options()
            options.isGray = gray
            options.checksSize = checkSize
            options.isEncoded = encoded || !encodeType.isEmpty
            options.encodeType = encodeType.isEmpty ? nil : encodeType
            let (width, height) = (max(0, resizeWidth), max(0, resizeHeight))
            if width > 0 && height > 0 { options.size = (width, height) }
            guard (width > 0) == (height > 0) else {
                throw EngineError(
                    "-resize_width \(width) and -resize_height \(height): give both or neither"
                )
            }
            return options
        }
    }
}
