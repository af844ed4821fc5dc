import TruthTensors

/// GGML's tensor types by the number that a GGUF file gives.
///
/// Sizes from `ggml-common.h`. Numbers that are missing (4, 5) were never released in GGUF; 31–33 and 36–38 were
/// rearrangements of Q4_0 and IQ4_NL for single processors, dropped in 2024, with the same sizes.
package enum GGMLType {
    /// The type of that number; `nil` if there is none.
    package static func type(_ identifier: UInt32) -> TensorType? {
        types[identifier]
    }

    /// The number of a type that GGUF can hold; `nil` for the types of safetensors alone.
    package static func identifier(of type: TensorType) -> UInt32? {
        types.first { $0.value == type }?.key
    }

    /// All types by number.
    package static let types: [UInt32: TensorType] = [
        0: TensorType(.f32),
        1: TensorType(.f16),
        2: TensorType(.q4_0),
        3: TensorType(.q4_1),
        6: TensorType("Q5_0", elementsPerBlock: 32, bytesPerBlock: 22),
        7: TensorType("Q5_1", elementsPerBlock: 32, bytesPerBlock: 24),
        8: TensorType(.q8_0),
        9: TensorType("Q8_1", elementsPerBlock: 32, bytesPerBlock: 36),
        10: TensorType("Q2_K", elementsPerBlock: 256, bytesPerBlock: 84),
        11: TensorType("Q3_K", elementsPerBlock: 256, bytesPerBlock: 110),
        12: TensorType("Q4_K", elementsPerBlock: 256, bytesPerBlock: 144),
        13: TensorType("Q5_K", elementsPerBlock: 256, bytesPerBlock: 176),
        14: TensorType("Q6_K", elementsPerBlock: 256, bytesPerBlock: 210),
        15: TensorType("Q8_K", elementsPerBlock: 256, bytesPerBlock: 292),
        16: TensorType("IQ2_XXS", elementsPerBlock: 256, bytesPerBlock: 66),
        17: TensorType("IQ2_XS", elementsPerBlock: 256, bytesPerBlock: 74),
        18: TensorType("IQ3_XXS", elementsPerBlock: 256, bytesPerBlock: 98),
        19: TensorType("IQ1_S", elementsPerBlock: 256, bytesPerBlock: 50),
        20: TensorType("IQ4_NL", elementsPerBlock: 32, bytesPerBlock: 18),
        21: TensorType("IQ3_S", elementsPerBlock: 256, bytesPerBlock: 110),
        22: TensorType("IQ2_S", elementsPerBlock: 256, bytesPerBlock: 82),
        23: TensorType("IQ4_XS", elementsPerBlock: 256, bytesPerBlock: 136),
        24: TensorType("I8", bytesPerBlock: 1),
        25: TensorType("I16", bytesPerBlock: 2),
        26: TensorType("I32", bytesPerBlock: 4),
        27: TensorType("I64", bytesPerBlock: 8),
        28: TensorType("F64", bytesPerBlock: 8),
        29: TensorType("IQ1_M", elementsPerBlock: 256, bytesPerBlock: 56),
        30: TensorType(.bf16),
        31: TensorType("Q4_0_4_4", elementsPerBlock: 32, bytesPerBlock: 18),
        32: TensorType("Q4_0_4_8", elementsPerBlock: 32, bytesPerBlock: 18),
        33: TensorType("Q4_0_8_8", elementsPerBlock: 32, bytesPerBlock: 18),
        34: TensorType("TQ1_0", elementsPerBlock: 256, bytesPerBlock: 54),
        35: TensorType("TQ2_0", elementsPerBlock: 256, bytesPerBlock: 66),
        36: TensorType("IQ4_NL_4_4", elementsPerBlock: 32, bytesPerBlock: 18),
        37: TensorType("IQ4_NL_4_8", elementsPerBlock: 32, bytesPerBlock: 18),
        38: TensorType("IQ4_NL_8_8", elementsPerBlock: 32, bytesPerBlock: 18),
        39: TensorType("MXFP4", elementsPerBlock: 32, bytesPerBlock: 17),
        40: TensorType("NVFP4", elementsPerBlock: 64, bytesPerBlock: 36),
        41: TensorType("Q1_0", elementsPerBlock: 128, bytesPerBlock: 18),
        42: TensorType("Q2_0", elementsPerBlock: 64, bytesPerBlock: 18),
    ]
}
