internal import TruthCorpus

/// The recipe's model at other widths: heads grow in number, not in width, and every ratio stays.
package struct WidthLadder {
    private let recipe: TrainingRecipe

    /// - Throws: `RecipeError.impossible` where a width isn't a whole number of heads, or a ratio isn't whole.
    package init(_ recipe: TrainingRecipe, widths: [Int]) throws {
        self.recipe = recipe
        for width in widths {
            let m = recipe.model
            guard width > 0, width % m.headWidth == 0, width * m.hiddenWidth % m.width == 0, width * m.keyValueHeads % m.width == 0,
                width * m.keyValueHeads / m.width > 0
            else {
                throw RecipeError.impossible(
                    settings: "model", problem: "width \(width) is no whole number of heads of \(m.headWidth), or doesn't keep the ratios of the recipe's \(m.width), \(m.heads) heads, \(m.keyValueHeads) key-value heads and \(m.hiddenWidth) inside")
            }
        }
    }

    package func recipe(width: Int) -> TrainingRecipe {
        var result = recipe
        result.model.width = width
        result.model.heads = recipe.model.heads * width / recipe.model.width
        result.model.keyValueHeads = recipe.model.keyValueHeads * width / recipe.model.width
        result.model.hiddenWidth = recipe.model.hiddenWidth * width / recipe.model.width
        return result
    }
}
