package import TruthTensors

// T rows · D columns
extension Tape {
    /// RMSNorm (arXiv:1910.07467): `output = gain · x / √(mean(x²) + ε)`, stored as activations are.
    ///
    /// - Parameter gain: `[1, D]`, or `nil` for none.
    package func rmsNorm(_ input: Variable, gain: Parameter?, epsilon: Float) -> Variable {
        let output = Variable(makeTensor(rows: input.value.rows, columns: input.value.columns))
        let inverses = processor.rmsNorm(input.value, gain: gain?.value, epsilon: epsilon, into: output.value, in: arena)
        record { [processor, arena] in
            guard let gradient = output.takeGradient() else { return }
            let gainGradient = gain?.gradientToAddTo(in: arena)
            input.addGradient(on: processor, in: arena) { target, adds in
                processor.rmsNormGradient(
                    input.value, inverses: inverses, gain: gain?.value, outputGradient: gradient, inputGradient: target, adds: adds,
                    gainGradient: gainGradient, in: arena)
            }
        }
        return output
    }

    /// LayerNorm (arXiv:1607.06450): `output = gain · (x − mean) / √(variance + ε) + bias`.
    ///
    /// - Parameter type: How the output is stored; `nil` as activations are.
    package func layerNorm(_ input: Variable, gain: Parameter, bias: Parameter, epsilon: Float, type: ElementType? = nil) -> Variable {
        let output = Variable(makeTensor(rows: input.value.rows, columns: input.value.columns, type: type))
        let moments = processor.layerNorm(input.value, gain: gain.value, bias: bias.value, epsilon: epsilon, into: output.value, in: arena)
        record { [processor, arena] in
            guard let gradient = output.takeGradient() else { return }
            // Parameters that don't learn still need a place that the kernel can add to.
            func place(_ parameter: Parameter) -> TrainingTensor {
                if let target = parameter.gradientToAddTo(in: arena) { return target }
                let ignored = TrainingTensor(rows: 1, columns: parameter.value.columns, in: arena)
                ignored.clear()
                return ignored
            }
            input.addGradient(type: .f32, on: processor, in: arena) { target, adds in
                if !adds { target.clear() }
                processor.layerNormGradient(
                    input.value, moments: moments, gain: gain.value, outputGradient: gradient, inputGradient: target,
                    gainGradient: place(gain), biasGradient: place(bias), in: arena)
            }
        }
        return output
    }
}
