import TestSupport
import Testing

@testable import CremaProto

/// Files that are not what their names say.
struct ForeignFileTests {
    private static let pointer = """
        version https://git-lfs.github.com/spec/v1
        oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
        size 1725006

        """

    private static let tar: [UInt8] =
        Array("lenet.caffemodel".utf8) + Array(repeating: 0, count: 241)
        + Array("ustar\u{0}00".utf8)

    @Test(
        arguments: [
            (
                Array(pointer.utf8),
                "Git LFS pointer, not the file, which has 1725006 bytes: run git lfs pull"
            ),
            (Array("<!DOCTYPE html>\n<html>".utf8), "an HTML page (a download that failed?)"),
            (Array("\u{FEFF}\n  <HTML><head>".utf8), "an HTML page"),
            (Array("<?xml version=\"1.0\"?>\n<Error><Code>NoSuchKey</Code>".utf8), "answer in XML"),
            (Array("/annex/objects/SHA256E-s3--abc".utf8), "run git annex get"),
            ([0x1F, 0x8B, 8, 0], "a gzip archive"), (Array("PK\u{3}\u{4}ab".utf8), "a zip archive"),
            (Array("BZh91AY".utf8), "a bzip2 archive"),
            ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "an xz archive"), (tar, "a tar archive"),
            ([0x89, 0x50, 0x4E, 0x47], "a PNG image"),
            (Array("name: \"LeNet\"\nlayer {".utf8), "a prototxt"),
        ] as [([UInt8], String)]
    )
    func `are recognised for what they are`(_ head: [UInt8], _ words: String) throws {
        let reason = try #require(ForeignFile.reason(of: head))
        #expect(reason.contains(words))
    }

    @Test(
        arguments: [
            [0xFF, 0xFE, 0x6C, 0], [0xFE, 0xFF, 0, 0x6C], [0x6C, 0, 0x61, 0], [0, 0x6C, 0, 0x61],
        ] as [[UInt8]]
    )
    func `UTF-16 is recognised where text is read`(_ head: [UInt8]) throws {
        let reason = try #require(ForeignFile.reason(of: head, expecting: .text))
        #expect(reason.contains("is text in UTF-16"))
        #expect(reason.contains("iconv -f UTF-16 -t UTF-8"))
    }

    @Test func `Caffe's own files are not mistaken for others`() throws {
        var net = NetParameter()
        net.name = "LeNet"
        net.layer = [LayerParameter()]
        net.layer[0].name = "conv1"
        #expect(ForeignFile.reason(of: try net.binary()) == nil)
        for text in ["name: \"LeNet\"", "# <html>", "", "layer { }", "a.jpg 0\n", "猫.jpg 3\n"] {
            #expect(ForeignFile.reason(of: Array(text.utf8), expecting: .text) == nil, "\(text)")
        }
    }

    @Test func `prototxts and weights are refused with that reason`() throws {
        let folder = try TemporaryFolder()
        for (name, bytes, words) in [
            ("p", Array(Self.pointer.utf8), "is a Git LFS pointer"),
            ("h", Array("<!DOCTYPE html>".utf8), "is an HTML page"),
        ] {
            try folder.write(name, bytes)
            let weights = #expect(throws: PrototxtError.self) {
                try NetParameter.read(caffemodel: folder(name))
            }
            #expect(weights?.what.hasPrefix(words) == true)
            let text = #expect(throws: PrototxtError.self) {
                try NetParameter.read(prototxt: folder(name))
            }
            #expect(text?.what.hasPrefix(words) == true)
        }
        try folder.write("empty", [])
        let empty = #expect(throws: PrototxtError.self) {
            try NetParameter.read(caffemodel: folder("empty"))
        }
        #expect(empty?.what == "the file is empty")
        let whole = #expect(throws: PrototxtError.self) {
            try NetParameter.read(caffemodel: folder.path)
        }
        #expect(whole?.what == "cannot be read: it is a folder, not a file")
    }
}
