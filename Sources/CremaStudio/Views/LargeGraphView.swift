/// The curves of a model on a page of their own.
struct LargeGraphView: View {
    static let template = "LargeGraph"

    var name: String
    var curves: ShownCurves
}
