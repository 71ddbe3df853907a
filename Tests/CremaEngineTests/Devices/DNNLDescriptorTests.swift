import CDNNL
import Testing

@testable import CremaEngine

/// What Crema asks of a memory descriptor, the same of every version of oneDNN.
@Suite struct DNNLDescriptorTests {
    let blocks: DNNLDescriptor

    init() throws {
        blocks = try DNNLDescriptor([2, 20, 3, 5], dnnl_nChw16c)
    }

    @Test func `a blocked order has its extents, strides and blocks`() throws {
        #expect(try blocks.number(dnnl_query_ndims_s32) == 4)
        #expect(try blocks.numbers(dnnl_query_dims, count: 4) == [2, 20, 3, 5])
        #expect(try blocks.numbers(dnnl_query_strides, count: 4) == [480, 240, 80, 16])
        #expect(try blocks.number(dnnl_query_inner_nblks_s32) == 1)
        #expect(try blocks.numbers(dnnl_query_inner_idxs, count: 1) == [1])
        #expect(try blocks.numbers(dnnl_query_inner_blks, count: 1) == [16])
        #expect(blocks.bytes == 2 * 32 * 3 * 5 * 4)
    }

    @Test func `descriptors are equal if shape and order are`() throws {
        var copy: DNNLDescriptor? = try DNNLDescriptor(copying: blocks.handle)
        #expect(copy == blocks)
        copy = nil
        #expect(try DNNLDescriptor([2, 20, 3, 5], dnnl_nChw16c) == blocks)
        #expect(try DNNLDescriptor([2, 20, 3, 5], dnnl_nhwc) != blocks)
        #expect(try DNNLDescriptor([2, 20, 5, 3], dnnl_nChw16c) != blocks)
    }

    @Test func `an order that does not fit the shape is refused in words`() {
        let error = #expect(throws: EngineError.self) {
            try DNNLDescriptor([2, 20, 3], dnnl_nChw16c)
        }
        #expect(error?.message == "oneDNN cannot describe memory of [2, 20, 3]: invalid arguments")
    }

    @Test func `weights in an order without blocks have no layout`() throws {
        let undecided = try DNNLDescriptor([16, 16, 3, 3], dnnl_format_tag_any)
        #expect(throws: EngineError.self) { try DNNLWeightsLayout.of(undecided) }
    }
}
