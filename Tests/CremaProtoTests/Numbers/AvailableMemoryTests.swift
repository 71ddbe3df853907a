import CremaProto
import Testing

@Suite struct AvailableMemoryTests {
    @Test func `finds a plausible amount of memory`() {
        #expect(AvailableMemory.bytes > 1 << 20)
        #expect(AvailableMemory.bytes < 1 << 50)
    }

    @Test func `reports how much is missing`() throws {
        #expect(AvailableMemory.shortage(of: 1000) == nil)
        let words = try #require(AvailableMemory.shortage(of: 1 << 60))
        #expect(words.hasPrefix("needs 1152921 TB of memory, and "))
    }

    @Test(arguments: [
        (0, "0 bytes"), (999, "999 bytes"), (1000, "1 kB"), (12_400_000_000, "12.4 GB"),
        (99_990_000, "100 MB"), (123_456_789, "123 MB"), (-5, "0 bytes"),
    ])
    func `writes a number of bytes with its unit`(bytes: Int, words: String) {
        #expect(AvailableMemory.text(bytes) == words)
    }
}
