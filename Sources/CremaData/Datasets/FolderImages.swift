import Glibc

/// The image files in a folder, at any depth, and everything else in it.
struct FolderImages {
    /// The usual extensions of image files.
    static let endings: Set<String> = [
        "png", "jpg", "jpeg", "jpe", "jfif", "bmp", "dib", "ppm", "pgm", "pbm", "pnm", "webp",
        "tif",
        "tiff", "gif",
    ]

    /// The images, in the order of their names.
    private(set) var files: [FilePath] = []
    /// What is not an image, and why.
    private(set) var omissions: [Omission] = []
    private var visited: Set<Folder.Identity> = []

    /// Lists a folder and follows links; a folder that is reached twice (through a link to one
    /// above, say) is listed once.
    init(below folder: FilePath) {
        list(folder)
    }

    private mutating func list(_ folder: FilePath) {
        guard let identity = Folder.Identity(folder), visited.insert(identity).inserted else {
            omit(folder, .otherFile, "a link to a folder whose images are taken already")
            return
        }
        let names: [FilePath]
        do throws(DataError) { names = try Folder.names(in: folder) } catch {
            omit(folder, .unreadable, error.description)
            return
        }
        for name in names {
            let entry = folder.appending(name)
            if name.isHidden {
                omit(entry, .hidden, "hidden, as its name begins with a dot")
            } else if Folder.exists(entry) {
                list(entry)
            } else {
                add(entry)
            }
        }
    }

    private mutating func add(_ file: FilePath) {
        if let omission = Self.omission(of: file) {
            omissions.append(omission)
        } else {
            files.append(file)
        }
    }

    private mutating func omit(_ path: FilePath, _ kind: Omission.Kind, _ reason: String) {
        omissions.append(Omission(path: path, kind: kind, reason: reason))
    }

    /// Why a file is not taken for an image; nil if it is one, by its extension or its first bytes.
    static func omission(of file: FilePath) -> Omission? {
        func omission(_ kind: Omission.Kind, _ reason: String) -> Omission {
            Omission(path: file, kind: kind, reason: reason)
        }
        guard Folder.hasFile(file) else {
            return omission(.unreadable, "not a file: a link to nowhere, a pipe or a device")
        }
        guard !file.bytes.contains(where: { $0 == 0x0A || $0 == 0x0D }) else {
            return omission(.unusableName, "its path has a line break, which no list can hold")
        }
        if endings.contains(file.ending) { return nil }
        let head: [UInt8]
        do throws(DataError) {
            head = try FileBytes.head(of: file, count: ImageFormat.headSize)
        } catch {
            return omission(.unreadable, error.description)
        }
        switch ImageFormat(head) {
        case nil: return omission(.otherFile, "not an image, by its name and its bytes")
        case let format? where format.isRead: return nil
        case let format?: return omission(.otherKind, format.refusal)
        }
    }
}

extension FilePath {
    /// Whether a name begins with a dot.
    var isHidden: Bool { bytes.first == UInt8(ascii: ".") }
}
