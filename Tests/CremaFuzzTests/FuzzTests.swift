import CremaData
import CremaEngine
import CremaProto
import Fuzzing
import TestSupport
import Testing

@Suite struct FuzzTests {
    @Test(arguments: FileFormats.all.map { $0.name })
    func `reads or refuses in words whatever is in a damaged file`(name: String) throws {
        let format = try #require(FileFormats.all.first { $0.name == name })
        let counts = try Fuzzer(format, seed: 20).run(0..<3000)
        #expect(counts.read > 0, "every input was damaged beyond use: the readers saw nothing")
        #expect(counts.refused > 0)
    }

    @Test(arguments: FileFormats.all.map { $0.name })
    func `reads the good files that damage starts from`(name: String) throws {
        let format = try #require(FileFormats.all.first { $0.name == name }).init()
        let folder = try TemporaryFolder()
        for sample in format.samples {
            try format.read(path: folder.write("sample", sample), bytes: sample)
        }
    }

    @Test func `makes the same input of the same number again`() throws {
        let format = try #require(FileFormats.all.first)
        let first = try Fuzzer(format, seed: 4)
        let again = try Fuzzer(format, seed: 4)
        #expect(first.input(17) == again.input(17))
        #expect(first.input(17) != first.input(18))
        #expect(try first.input(17) != Fuzzer(format, seed: 5).input(17))
    }
}
