import TruthTensors

/// The tensor types of safetensors by the name that its header gives.
package enum SafetensorsType {
    /// The type of that name; `nil` if there is none.
    package static func type(_ name: String) -> TensorType? {
        types[name]
    }

    private static let types: [String: TensorType] = {
        let bytesPerElement = [
            "BOOL": 1, "U8": 1, "I8": 1, "F8_E4M3": 1, "F8_E5M2": 1, "F8_E8M0": 1, "F8_E4M3FNUZ": 1, "F8_E5M2FNUZ": 1,
            "U16": 2, "I16": 2, "F16": 2, "BF16": 2, "U32": 4, "I32": 4, "F32": 4, "U64": 8, "I64": 8, "F64": 8, "C64": 8,
        ]
        var types = bytesPerElement.reduce(into: [:]) { types, entry in
            types[entry.key] = TensorType(entry.key, bytesPerBlock: entry.value)
        }
        types["F4"] = TensorType("F4", elementsPerBlock: 2, bytesPerBlock: 1)
        types["F6_E2M3"] = TensorType("F6_E2M3", elementsPerBlock: 4, bytesPerBlock: 3)
        types["F6_E3M2"] = TensorType("F6_E3M2", elementsPerBlock: 4, bytesPerBlock: 3)
        return types
    }()
}
