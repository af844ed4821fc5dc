public import TruthTensors

/// How a file stores a tensor's numbers, whether TruthGPT can compute with them or not.
///
/// Numbers come in blocks; a plain type has one number per block. Files hold many types, so that inspecting a checkpoint
/// needs more than the few of `ElementType`.
public struct TensorType: Sendable, Hashable {
    /// The name as GGML (`Q4_K`) or safetensors (`I64`) has it.
    public let name: String
    public let elementsPerBlock: Int
    public let bytesPerBlock: Int

    package init(_ name: String, elementsPerBlock: Int = 1, bytesPerBlock: Int) {
        self.name = name
        self.elementsPerBlock = elementsPerBlock
        self.bytesPerBlock = bytesPerBlock
    }

    package init(_ element: ElementType) {
        self.init(element.rawValue, elementsPerBlock: element.elementsPerBlock, bytesPerBlock: element.bytesPerBlock)
    }

    /// The same type for computing; `nil` if TruthGPT can't compute with it.
    public var element: ElementType? { ElementType(rawValue: name) }
}
