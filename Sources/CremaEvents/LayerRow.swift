extension JobEvent {
    /// How large the weights and the gradients of each layer are at an iteration, and how much of
    /// its output is zero.
    public struct LayerRow: Codable, Sendable, Equatable {
        /// The solver's iteration.
        public var iteration: Int
        /// The layers, in the net's order.
        public var layers: [Layer]

        /// A row of the curves by layer.
        public init(iteration: Int, layers: [Layer]) {
            self.iteration = iteration
            self.layers = layers
        }

        /// The numbers of a layer; nil where it has none of a kind.
        public struct Layer: Codable, Sendable, Equatable {
            /// Its name.
            public var name: String
            /// The L2 norm of its parameters.
            public var weights: Float?
            /// The L2 norm of their gradients.
            public var gradients: Float?
            /// The fraction of its outputs that are zero.
            public var zeros: Float?

            /// The numbers of a layer.
            public init(
                name: String,
                weights: Float? = nil,
                gradients: Float? = nil,
                zeros: Float? = nil
            ) {
                self.name = name
                self.weights = weights
                self.gradients = gradients
                self.zeros = zeros
            }
        }
    }
}
