package import TruthTensors

// T rows · K columns of the input · N columns of the output
extension Tape {
    /// Looks up embeddings: `output[t] = scale · table[ids[t]]`, `[T, K]` in F32.
    package func embedding(_ ids: [Int32], _ table: Parameter, scale: Float = 1) -> Variable {
        let output = Variable(makeTensor(rows: ids.count, columns: table.value.columns, type: .f32), needsGradient: table.isTrainable)
        processor.gather(ids, from: table.value, scale: scale, into: output.value)
        record { [processor, arena] in
            guard let gradient = output.takeGradient(), let target = table.gradientToAddTo(in: arena) else { return }
            processor.scatter(gradient, scale: scale, to: ids, of: target)
        }
        return output
    }

    /// `output = scale · input · weightᵀ (+ bias)`, `[T, N]`.
    ///
    /// - Parameters:
    ///   - weight: `[N, K]`.
    ///   - bias: `[1, N]`.
    ///   - type: How the output is stored; `nil` as activations are. With a bias it is F32 while the bias is added.
    package func linear(_ input: Variable, _ weight: Parameter, bias: Parameter? = nil, scale: Float = 1, type: ElementType? = nil) -> Variable {
        let wanted = type ?? precision.activationType
        var value = makeTensor(rows: input.value.rows, columns: weight.value.rows, type: bias == nil ? wanted : .f32)
        processor.multiply(.forward, input.value, weight.operand(precision), into: value, scale: scale, rounds: precision.rounds)
        if let bias {
            processor.addBias(bias.value, to: value)
            if wanted != .f32 {
                let narrow = makeTensor(rows: value.rows, columns: value.columns, type: wanted)
                processor.copy(value, to: narrow)
                value = narrow
            }
        }
        let output = Variable(value)
        record { [self] in
            guard let gradient = output.takeGradient() else { return }
            if let bias, let target = bias.gradientToAddTo(in: arena) { processor.addRows(of: gradient, to: target, in: arena) }
            linearGradients(input, weight, scale: scale, outputGradient: gradient)
        }
        return output
    }

    /// `output = residual + scale · input · weightᵀ (+ bias)`, `[T, N]` in F32: how a block's branch returns to the residual stream.
    package func linear(
        _ input: Variable, _ weight: Parameter, bias: Parameter? = nil, scale: Float = 1, addedTo residual: Variable
    ) -> Variable {
        let value = makeTensor(rows: residual.value.rows, columns: residual.value.columns, type: .f32)
        processor.copy(residual.value, to: value)
        processor.multiply(
            .forward, input.value, weight.operand(precision), into: value, scale: scale, adds: true, rounds: precision.rounds)
        if let bias { processor.addBias(bias.value, to: value) }
        let output = Variable(value)
        record { [self] in
            guard let gradient = output.takeGradient() else { return }
            if let bias, let target = bias.gradientToAddTo(in: arena) { processor.addRows(of: gradient, to: target, in: arena) }
            linearGradients(input, weight, scale: scale, outputGradient: gradient)
            residual.receive(gradient, on: processor, in: arena)
        }
        return output
    }

    /// `weight += scale · dyᵀ · x` or its adapter's gradients, `dx += scale · dy · W`
    private func linearGradients(_ input: Variable, _ weight: Parameter, scale: Float, outputGradient: TrainingTensor) {
        weight.adapter?.addGradients(input: input.value, outputGradient: outputGradient, outputScale: scale)
        weight.addGradient(in: arena) { target, adds in
            processor.multiply(
                .weightGradient, outputGradient, input.value, into: target, scale: scale, adds: adds, rounds: precision.rounds)
        }
        input.addGradient(on: processor, in: arena) { target, adds in
            processor.multiply(
                .inputGradient, outputGradient, weight.operand(precision), into: target, scale: scale, adds: adds,
                rounds: precision.rounds)
        }
    }
}
