import CDNNL
import Testing

@testable import CremaEngine

@Suite struct DNNLLibraryTests {
    @Test func `a worker is one thread, and the caller's OpenMP is left as it was`() throws {
        let before = omp_get_max_threads()
        defer { omp_set_num_threads(before) }
        omp_set_num_threads(3)
        #expect(onOneThread { omp_get_max_threads() } == 1)
        #expect(omp_get_max_threads() == 3)
        #expect(throws: EngineError.self) {
            try onOneThread { throw EngineError("in the middle") }
        }
        #expect(omp_get_max_threads() == 3)
    }

    @Test func `what oneDNN cannot do is reported in words`() {
        let error = #expect(throws: EngineError.self) {
            try check(dnnl_out_of_memory, "convolve in nhwc")
        }
        #expect(error?.message == "oneDNN cannot convolve in nhwc: out of memory")
    }

    @Test(arguments: [
        (0, "plain instructions"), (0x7, "AVX2"), (0x27, "AVX-512"),
        // AVX-512 with half precision, which oneDNN knows from 3.0 on.
        (0x1ef, "AVX-512 with bfloat16"),
    ])
    func `instructions are named by the newest known that they include`(
        _ isa: UInt32,
        _ name: String
    ) {
        #expect(DNNLLibrary.name(of: dnnl_cpu_isa_t(isa)) == name)
    }
}
