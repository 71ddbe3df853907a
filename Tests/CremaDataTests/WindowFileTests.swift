import CremaData
import TestSupport
import Testing

@Suite struct WindowFileTests {
    private func read(_ text: String) throws -> WindowFile {
        let folder = try TemporaryFolder()
        return try WindowFile(path: folder.write("windows.txt", Array(text.utf8)))
    }

    @Test func `reads images and their windows`() throws {
        let file = try read(
            """
            # 0
            a/one.jpg
            3
            20
            30
            2
            1 0.75 1 2 13 14
            0 0.1 -3 0 29 19
            # 1 two.jpg 3 8 8 0
            # 2
            three.jpg 3 4 4
            1
            7 1 0 0 3 3

            """
        )
        #expect(file.pictures.map(\.path) == ["a/one.jpg", "two.jpg", "three.jpg"])
        #expect(file.pictures.allSatisfy { $0.channels == 3 })
        let windows = file.windows
        #expect(windows.map(\.picture) == [0, 0, 2] && windows.map(\.label) == [1, 0, 7])
        #expect(windows.map(\.overlap) == [0.75, 0.1, 1] && windows.map(\.line) == [7, 8, 13])
        #expect((windows[1].x1, windows[1].y1, windows[1].x2, windows[1].y2) == (-3, 0, 29, 19))
    }

    @Test func `skips the byte order mark that Windows writes`() throws {
        #expect(try read("\u{FEFF}# 0 a.jpg 3 8 8 0\r\n").pictures.map(\.path) == ["a.jpg"])
    }

    @Test(arguments: [
        ("", "windows.txt:1: the file has no images"),
        ("0 a.jpg", ":1: found \"0\" where \"#\" begins an image"),
        ("# 1\na.jpg 3 4 4 0", "found image 1, but the next one is 0"),
        ("# 0\na.jpg 2 4 4 0", ":2: found 2 channels; allowed: 1 or 3"),
        ("# 0\na.jpg 3 4 4 0\n# 1\nb.jpg 1 4 4 0", ":4: found 1 channels"),
        ("# 0\na.jpg 3 4", ":2: the file ends where the width of an image is expected"),
        (
            "# 0\na.jpg 3 4 4\n1\n1 x 0 0 1 1",
            ":4: the overlap of a window must be a number, found \"x\""
        ),
        ("# 0\na.jpg 3 4 4 1\n1 1 0 0.5 1 1", ":3: y1 must be a whole number"),
        ("# 0\na.jpg 3 4 4 1\n1 1 3 0 1 1", ":3: the window from (3, 0) to (1, 1) is empty"),
        ("# 0\na.jpg 3 4 4 99999999999", ":2: the number of windows must be a whole number"),
        ("# 0\na.jpg 3 4 4 2000000000\n1 1 0 0 1 1", "the file ends where the class"),
    ])
    func `names the line that is wrong`(text: String, says: String) {
        let error = #expect(throws: DataError.self) { try read(text) }
        #expect(error?.description.contains(says) == true, "\(error?.description ?? "")")
    }
}
