/// Gives training its examples, every one once an epoch, in an order that is another in each.
package struct ExampleOrder: Sendable {
    /// How far reading has come: saved with a run, it goes on with exactly the next example.
    package struct Position: Sendable, Hashable, Codable {
        /// The SHA-256 of the data.
        package var data: String
        package var seed: UInt64
        package var epoch: Int
        /// How many examples of the epoch were given.
        package var example: Int

        package init(data: String, seed: UInt64, epoch: Int = 0, example: Int = 0) {
            self.data = data
            self.seed = seed
            self.epoch = epoch
            self.example = example
        }
    }

    /// Where the next example is.
    package private(set) var position: Position
    package let count: Int
    private var order: EpochOrder

    /// - Precondition: There is an example, and `position` is among them.
    package init(count: Int, from position: Position) {
        precondition(count > 0 && position.epoch >= 0 && (0..<count).contains(position.example), "ExampleOrder: \(position) of \(count) examples")
        self.count = count
        self.position = position
        order = EpochOrder(count: count, seed: position.seed, epoch: position.epoch)
    }

    /// The index of the next example. The last of an epoch is followed by the first of the next.
    package mutating func next() -> Int {
        let index = order[position.example]
        position.example += 1
        if position.example == count {
            position.example = 0
            position.epoch += 1
            order = EpochOrder(count: count, seed: position.seed, epoch: position.epoch)
        }
        return index
    }
}
