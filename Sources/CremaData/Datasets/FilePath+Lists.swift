import CremaProto

extension FilePath {
    /// The file that a path of a list means: itself if it is absolute, else the one in a folder.
    func resolved(in folder: String) -> FilePath {
        bytes.first == UInt8(ascii: "/") ? self : "\(folder)/" + self
    }

    /// Whether a path, relative to a folder or absolute, leads to something below the folder by its
    /// words alone: who makes a list may not be allowed to read the whole machine.
    func leads(below folder: String) -> Bool {
        let slash = UInt8(ascii: "/")
        let isBelow = bytes.first != slash || bytes.starts(with: "\(folder)/".rawBytes)
        return isBelow && !bytes.split(separator: slash).contains { Array($0) == Array("..".utf8) }
    }

    /// The path from a folder on, if it leads there.
    func shortened(from folder: String) -> FilePath {
        let beginning = "\(folder)/".rawBytes
        return bytes.starts(with: beginning)
            ? FilePath(bytes: bytes.dropFirst(beginning.count)) : self
    }
}
