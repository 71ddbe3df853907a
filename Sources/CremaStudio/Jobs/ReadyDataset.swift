/// A data set that needs no images of one's own.
///
/// Its raw value is its method in the form and its name as a command of `crema dataset`.
enum ReadyDataset: String, CaseIterable {
    case mnist
    case fashionMNIST = "fashion-mnist"

    /// What its jobs are called where the form says no name.
    var title: String {
        switch self {
        case .mnist: "MNIST"
        case .fashionMNIST: "Fashion-MNIST"
        }
    }
}
