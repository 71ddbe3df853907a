import CDNNL
import CremaData

/// oneDNN's engine for the CPU, with the streams and scratch memory of the threads that call it.
final class DNNLLibrary: @unchecked Sendable {
    let engine: dnnl_engine_t
    private let idle = Guarded<[DNNLWorkspace]>([])

    init() throws {
        var engine: dnnl_engine_t?
        try check(dnnl_engine_create(&engine, dnnl_cpu, 0), "open the CPU")
        guard let engine else { throw EngineError("oneDNN has no engine for the CPU") }
        self.engine = engine
    }

    deinit {
        idle.withLock { $0 = [] }
        dnnl_engine_destroy(engine)
    }

    /// The version that is loaded, and the instructions it uses here.
    static var version: String {
        let version = dnnl_version().pointee
        let isa = String(dnnl_get_effective_cpu_isa().rawValue, radix: 16)
        return "oneDNN \(version.major).\(version.minor).\(version.patch) isa \(isa)"
    }

    /// The version and the newest instructions that oneDNN uses here, in words.
    static var properties: [(name: String, value: String)] {
        let version = dnnl_version().pointee
        return [
            ("oneDNN version:", "\(version.major).\(version.minor).\(version.patch)"),
            ("oneDNN uses:", name(of: dnnl_get_effective_cpu_isa())),
        ]
    }

    /// The newest of the instructions known here that `isa` includes.
    ///
    /// A set of instructions has the bits of all that it includes, and a newer oneDNN has sets that
    /// are not known here.
    static func name(of isa: dnnl_cpu_isa_t) -> String {
        let known: [(isa: dnnl_cpu_isa_t, name: String)] = [
            (dnnl_cpu_isa_sse41, "SSE4.1"), (dnnl_cpu_isa_avx, "AVX"), (dnnl_cpu_isa_avx2, "AVX2"),
            (dnnl_cpu_isa_avx2_vnni, "AVX2 with VNNI"), (dnnl_cpu_isa_avx512_core, "AVX-512"),
            (dnnl_cpu_isa_avx512_core_vnni, "AVX-512 with VNNI"),
            (dnnl_cpu_isa_avx512_core_bf16, "AVX-512 with bfloat16"),
            (dnnl_cpu_isa_avx512_core_amx, "AVX-512 with AMX"),
        ]
        let newest = known.last { isa.rawValue & $0.isa.rawValue == $0.isa.rawValue }
        return newest?.name ?? "plain instructions"
    }

    /// Runs `body` on this thread alone, with memory that no other thread uses meanwhile.
    func withWorkspace<Result>(_ body: (DNNLWorkspace) throws -> Result) throws -> Result {
        let workspace = try idle.withLock { $0.popLast() } ?? DNNLWorkspace(engine: engine)
        defer { idle.withLock { $0.append(workspace) } }
        return try onOneThread { try body(workspace) }
    }
}

/// What one thread needs to run primitives.
final class DNNLWorkspace: @unchecked Sendable {
    let stream: dnnl_stream_t
    private var buffers: [Use: UnsafeMutableRawBufferPointer] = [:]

    /// What a buffer is for; each use has one, which only grows.
    enum Use {
        case scratchpad, weights
    }

    init(engine: dnnl_engine_t) throws {
        var stream: dnnl_stream_t?
        try check(
            dnnl_stream_create(&stream, engine, dnnl_stream_default_flags.rawValue),
            "make a stream"
        )
        guard let stream else { throw EngineError("oneDNN has no stream for the CPU") }
        self.stream = stream
    }

    deinit {
        for buffer in buffers.values { buffer.deallocate() }
        dnnl_stream_destroy(stream)
    }

    /// Memory for that many bytes, valid until the workspace is used again.
    func buffer(_ use: Use, bytes: Int) -> UnsafeMutableRawPointer {
        if let buffer = buffers[use], buffer.count >= bytes, let start = buffer.baseAddress {
            return start
        }
        buffers[use]?.deallocate()
        let page = 4096
        let buffer = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(bytes, page),
            alignment: page
        )
        buffers[use] = buffer
        return buffer.baseAddress.unsafelyUnwrapped
    }
}

/// Runs `body`, in which alone oneDNN computes: without signals, and with OpenMP's threads of the
/// calling thread set to one.
///
/// A signal would damage the heap: the kernel writes its frame where the stack pointer is, and
/// `dnnl_sgemm` keeps that inside a block of its own for a while. A worker is one thread, and a
/// caller who uses OpenMP itself finds its own number again.
func onOneThread<Result>(_ body: () throws -> Result) rethrows -> Result {
    let threads = omp_get_max_threads()
    omp_set_num_threads(1)
    defer { omp_set_num_threads(threads) }
    return try holdingSignals(body)
}

/// Throws where oneDNN could not do something.
func check(_ status: dnnl_status_t, _ action: @autoclosure () -> String) throws {
    guard status != dnnl_success else { return }
    let reason =
        switch status {
        case dnnl_out_of_memory: "out of memory"
        case dnnl_invalid_arguments: "invalid arguments"
        case dnnl_unimplemented: "not implemented"
        default: "status \(status.rawValue)"
        }
    throw EngineError("oneDNN cannot \(action()): \(reason)")
}
