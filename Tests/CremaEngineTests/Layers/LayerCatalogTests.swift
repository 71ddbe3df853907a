import CremaProto
import Testing

@testable import CremaEngine

@Suite struct LayerCatalogTests {
    @Test func `lists its types once, in the order of their names`() {
        let names = LayerCatalog.builtIn.names
        #expect(names == Set(names).sorted())
    }

    @Test func `finds a type by its name in prototxt`() {
        #expect(LayerCatalog.builtIn.layerType(named: "InnerProduct") == InnerProductLayer.self)
        #expect(LayerCatalog.builtIn.layerType(named: "innerproduct") == nil)
    }

    @Test func `accepts another type, which replaces the one with its name`() throws {
        final class OtherReLU: Layer {
            override class var description: LayerDescription {
                LayerDescription(
                    type: "ReLU",
                    summary: "Another.",
                    bottoms: .exactly(1),
                    tops: .exactly(1)
                )
            }
        }
        let catalog = LayerCatalog.builtIn.adding(OtherReLU.self)
        #expect(catalog.layerType(named: "ReLU") == OtherReLU.self)
        #expect(catalog.names == LayerCatalog.builtIn.names)
    }

    @Test(arguments: LayerCatalog.builtIn.names)
    func `documents each type, with a message of the schema`(_ name: String) throws {
        let type = try #require(LayerCatalog.builtIn.layerType(named: name))
        let description = type.description
        #expect(description.summary.hasSuffix(".") && description.summary.count > 15)
        if let field = description.field {
            #expect(Schema.caffe.messages["LayerParameter"]?[field] != nil, "\(field)")
        }
    }

    @Test(arguments: LayerCatalog.builtIn.names)
    func `has examples of each type that has a gradient`(_ name: String) throws {
        let type = try #require(LayerCatalog.builtIn.layerType(named: name))
        guard type.description.examples.isEmpty, type.description.bottoms != .exactly(0) else {
            return
        }
        var parameter = LayerParameter()
        parameter.type = name
        let layer = try type.init(
            parameter: parameter,
            context: LayerContext(
                phase: .train,
                device: ReferenceDevice(),
                clock: Clock()
            )
        )
        #expect(throws: EngineError.self) {
            try layer.backward(top: [], propagateDown: [true], bottom: [], share: .whole)
        }
    }
}
