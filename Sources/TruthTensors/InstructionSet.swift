import CTruthKernels

/// A family of processor instructions with kernels of its own.
public enum InstructionSet: String, CaseIterable, Sendable {
    /// Plain C, on every processor.
    case scalar
    /// AVX2, FMA and F16C: Intel since Haswell (2013), AMD since Zen (2017).
    case avx2
    /// AVX-512 F, BW, DQ, VL and VNNI: Intel since Cascade Lake and Ice Lake (2019), AMD since Zen 4 (2022).
    case avx512
    /// VBMI and BF16 besides: AMD since Zen 4 (2022), Intel since Sapphire Rapids (2023).
    case avx512bf16

    /// What this processor and operating system support, slowest first.
    public static var available: [InstructionSet] {
        allCases.filter { unsafe tg_kernels_named($0.rawValue) != nil }
    }

    /// The fastest available set, or the one that `TRUTHGPT_ISA` names.
    ///
    /// A value of `TRUTHGPT_ISA` that is unknown or not available ends the program with a message.
    public static let best: InstructionSet = {
        guard let name = environment("TRUTHGPT_ISA") else { return available.last! }
        guard let choice = available.first(where: { $0.rawValue == name }) else {
            let names = available.map(\.rawValue).joined(separator: ", ")
            refuse("TRUTHGPT_ISA is \"\(name)\"; this processor can run: \(names). Choose one of them, or unset the variable.")
        }
        return choice
    }()
}

/// The functions of an available instruction set; they live as long as the program.
func kernelTable(_ set: InstructionSet) -> UnsafePointer<tg_kernels> {
    guard let table = unsafe tg_kernels_named(set.rawValue) else {
        fatalError("This processor has no \(set.rawValue). Use one of InstructionSet.available.")
    }
    return unsafe table
}

/// The functions of the best set. Asking a virtual processor what it can do takes longer than widening a row.
nonisolated(unsafe) let bestKernels: UnsafePointer<tg_kernels> = unsafe kernelTable(.best)
